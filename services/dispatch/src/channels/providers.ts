import type { Delivery } from '@liftwatch/schemas';

/** The carriers whose turn is still to come in this round, the next one first; those that refused for good are out. */
export const turnsLeft = (names: readonly string[], delivery: Delivery): readonly string[] =>
  names.filter((name) => !delivery.tried?.includes(name) && !delivery.refusedBy?.includes(name));
