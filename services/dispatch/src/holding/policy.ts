import type { Priority } from '@liftwatch/schemas';

/** When messages wait. Data, so that a city can change it. */
export interface HoldingPolicy {
  /** Incidents of these kinds, live at a lift, hold messages of these priorities about the same lift. */
  readonly inhibition: readonly { readonly by: readonly string[]; readonly holds: readonly Priority[] }[];
  /** Faults that an entrapment follows within seconds where people are in the car: whoever is only told waits so long for it. */
  readonly beforeEntrapment: { readonly kinds: readonly string[]; readonly waitMs: number };
  /** A power cut of the site holds messages of these priorities about its lifts. */
  readonly sitePowerHolds: readonly Priority[];
  readonly flapping: { readonly changesCount: number; readonly withinMs: number };
  /** After one message about a building, further ones to the same person are told together. */
  readonly building: { readonly intervalMs: number };
  readonly storm: { readonly messagesCount: number; readonly withinMs: number; readonly digestEveryMs: number };
}

/**
 * flapping: domain 5.3, derived. beforeEntrapment: the safety faults of row 3 of the decision table, which makes them an
 * entrapment after 10 s (5.2, derived); nothing waits by default, since an alarm about people reaches everybody at once.
 * The rest: ours.
 */
export const defaultHoldingPolicy: HoldingPolicy = {
  inhibition: [{ by: ['entrapment', 'dangerous-movement'], holds: ['P2', 'P3'] }],
  beforeEntrapment: { kinds: ['fault/01', 'fault/04', 'fault/06', 'fault/07', 'fault/08'], waitMs: 0 },
  sitePowerHolds: ['P2', 'P3'],
  flapping: { changesCount: 5, withinMs: 600_000 },
  building: { intervalMs: 300_000 },
  storm: { messagesCount: 20, withinMs: 3_600_000, digestEveryMs: 600_000 },
};
