/** When findings of several lifts have one cause. Data, so that a city can change it. */
export interface CorrelationPolicy {
  /** A finding that may turn out to be part of something larger waits this long for the others. */
  readonly groupWaitMs: number;
  /** What begins anew within this time of its end is the same incident; later it is a new one that names the old. */
  readonly reopenWithinMs: number;
  readonly power: { readonly codes: readonly string[]; readonly minLiftsCount: number; readonly windowMs: number };
  readonly network: { readonly codes: readonly string[]; readonly minLiftsCount: number; readonly windowMs: number };
  /** `code` within `windowMs` of `rootCode` at the same lift is the same event. */
  readonly roots: readonly { readonly code: string; readonly rootCode: string; readonly windowMs: number }[];
}

/**
 * power, roots: domain table 5.2 row 5 and the parent/child filter of 5.3. network: five terminals of one network in
 * three minutes (ours), and 30 min for what begins anew (ours): terminals notice at their own keep-alive, so their silence is spread over that long.
 */
export const defaultCorrelationPolicy: CorrelationPolicy = {
  groupWaitMs: 60_000,
  reopenWithinMs: 1_800_000,
  power: { codes: ['41'], minLiftsCount: 2, windowMs: 60_000 },
  network: { codes: ['X19'], minLiftsCount: 5, windowMs: 180_000 },
  roots: [{ code: '01', rootCode: 'X08', windowMs: 30_000 }],
};
