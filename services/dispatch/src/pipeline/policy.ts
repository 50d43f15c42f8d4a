import { defaultCorrelationPolicy, type CorrelationPolicy } from '../correlation/policy.ts';
import { defaultHoldingPolicy, type HoldingPolicy } from '../holding/policy.ts';
import { rescueNetwork } from '../escalation/policy.ts';
import type { Escalations } from '../escalation/which.ts';
import { defaultRoutingPolicy, type RoutingPolicy } from '../routing/policy.ts';

export interface DispatchPolicy extends Escalations {
  readonly correlation: CorrelationPolicy;
  readonly routing: RoutingPolicy;
  /** Absent: no message waits, as in a replay, which shows every would-be message. */
  readonly holding?: HoldingPolicy;
}

export const defaultDispatchPolicy: DispatchPolicy = {
  correlation: defaultCorrelationPolicy,
  routing: defaultRoutingPolicy,
};

/** With the clocks of the three-level rescue network, and with messages that wait: what a running dispatch uses. */
export const rescuePolicy: DispatchPolicy = {
  ...defaultDispatchPolicy,
  escalation: rescueNetwork,
  holding: defaultHoldingPolicy,
};
