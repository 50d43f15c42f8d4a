import { stringify } from 'yaml';
import type { DispatchPolicy } from '../pipeline/policy.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const durationText = (ms: number): string => {
  if (ms > 0 && ms % HOUR_MS === 0) return `${ms / HOUR_MS} h`;
  return ms > 0 && ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS} min` : `${ms / 1_000} s`;
};

/** A file says `within: 60 s` where the program has `windowMs`, `after: 3 min` for `afterMs`. */
const keyOf = (key: string): string => key.replace(/Ms$/, '').replace(/^window$/, 'within');

const asWritten = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) =>
      key.endsWith('Ms') && typeof held === 'number' ? [keyOf(key), durationText(held)] : [key, asWritten(held)],
    ),
  );
};

/** Which codes say what, and what they are part of, is the catalogue's and in no file. */
const limits = <T extends { readonly codes: unknown }>({ codes: _codes, ...rest }: T) => rest;

/**
 * A policy as `LIFTWATCH_DISPATCH_POLICY_FILE` takes it, to be kept, or changed and put in force: read again it is the same. Whom a message goes to
 * first (`routing`) is in no file. Pure.
 */
export const policyText = ({ escalation, escalations, holding, correlation }: DispatchPolicy): string => {
  const { roots: _roots, power, network, ...times } = correlation;
  return stringify(
    asWritten({
      ...(escalation && { escalation }),
      ...(escalations && { escalations: escalations.map(({ for: where, policy }) => ({ for: where, ...policy })) }),
      ...(holding && { holding }),
      correlation: { ...times, power: limits(power), network: limits(network) },
    }),
  );
};
