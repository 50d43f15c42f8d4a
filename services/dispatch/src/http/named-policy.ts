import type { EscalationPolicy } from '../escalation/policy.ts';
import { stepName } from '../escalation/words.ts';
import type { DispatchPolicy } from '../pipeline/policy.ts';

const named = (policy: EscalationPolicy): EscalationPolicy => ({
  ...policy,
  steps: policy.steps.map((step) => ({ ...step, name: stepName(step) })),
});

/** The policy with what people call each of its steps. */
export const namedPolicy = (policy: DispatchPolicy): DispatchPolicy => ({
  ...policy,
  ...(policy.escalation && { escalation: named(policy.escalation) }),
  ...(policy.escalations && {
    escalations: policy.escalations.map((local) => ({ ...local, policy: named(local.policy) })),
  }),
});
