import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DispatchError } from '../errors.ts';
import { rescuePolicy, type DispatchPolicy } from '../pipeline/policy.ts';
import { policyFile, type PolicyFile } from './policy-schema.ts';

const invalid = (path: string, problems: readonly string[], cause?: unknown): DispatchError =>
  new DispatchError('LIFT_DISPATCH_POLICY_INVALID', `policy file ${path}: ${problems.join('; ')}`, {
    recoverable: false,
    problems,
    cause,
  });

const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

const withHolding = (base: DispatchPolicy, { holding }: PolicyFile): DispatchPolicy => {
  if (!holding || !base.holding) return base;
  const { inhibition, beforeEntrapment, sitePowerHolds, flapping, building, storm } = holding;
  return {
    ...base,
    holding: {
      ...base.holding,
      ...(inhibition && { inhibition }),
      ...(beforeEntrapment && {
        beforeEntrapment: { kinds: beforeEntrapment.kinds, waitMs: beforeEntrapment.wait },
      }),
      ...(sitePowerHolds && { sitePowerHolds }),
      ...(flapping && { flapping: { changesCount: flapping.changesCount, withinMs: flapping.within } }),
      ...(building && { building: { intervalMs: building.interval } }),
      ...(storm && {
        storm: { messagesCount: storm.messagesCount, withinMs: storm.within, digestEveryMs: storm.digestEvery },
      }),
    },
  };
};

const withCorrelation = (base: DispatchPolicy, { correlation }: PolicyFile): DispatchPolicy => {
  if (!correlation) return base;
  const { groupWait, reopenWithin, power, network } = correlation;
  const own = base.correlation;
  return {
    ...base,
    correlation: {
      ...own,
      groupWaitMs: groupWait ?? own.groupWaitMs,
      reopenWithinMs: reopenWithin ?? own.reopenWithinMs,
      ...(power && { power: { ...own.power, minLiftsCount: power.minLiftsCount, windowMs: power.within } }),
      ...(network && { network: { ...own.network, minLiftsCount: network.minLiftsCount, windowMs: network.within } }),
    },
  };
};

/** A city's own rules over those that liftwatch brings. */
export const policyOf = (file: PolicyFile): DispatchPolicy => {
  const escalation = file.escalation && { escalation: present(file.escalation) };
  const local = file.escalations && { escalations: file.escalations.map((one) => present(one)) };
  const own = { ...escalation, ...local } as Partial<DispatchPolicy>;
  return withCorrelation(withHolding({ ...rescuePolicy, ...own }, file), file);
};

/**
 * The policy that the file names, else the three-level rescue network as delivered.
 * @throws {DispatchError} LIFT_DISPATCH_POLICY_INVALID with every wrong field
 */
export const loadPolicy = (path: string | undefined): DispatchPolicy => {
  if (path === undefined) return rescuePolicy;
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    throw invalid(path, [cause instanceof Error ? cause.message : String(cause)], cause);
  }
  const parsed = policyFile.safeParse(value ?? {});
  if (parsed.success) return policyOf(parsed.data);
  throw invalid(
    path,
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'file'}: ${issue.message}`),
  );
};
