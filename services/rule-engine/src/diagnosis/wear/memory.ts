import type { LiftWear } from '../../warning/index.ts';
import type { LiftState } from '../kernel/lift-state.ts';

/** Name of the rule, and of its memory in a lift's state. */
export const WEAR = 'wear';

/** What early warning knows of the lift; undefined: nothing yet. */
export const wearOf = (lift: LiftState): LiftWear | undefined => lift.rules[WEAR]?.data as LiftWear | undefined;
