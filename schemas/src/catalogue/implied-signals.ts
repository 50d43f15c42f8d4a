/** What a code states about the lift where the terminal reports no such signal. Absent: the code says nothing of it. */
export interface ImpliedSignals {
  /** v: the car moves. */
  readonly moving?: boolean;
  /** L: the car is in the unlocking zone. */
  readonly doorZone?: boolean;
  /** E: the mains of the lift. */
  readonly powerStatus?: 'normal' | 'lost';
  /** Evidence of a door that failed to do what it was told (entrapment at a landing). */
  readonly failedDoorMovement?: 'closing' | 'opening';
}

const NOTHING: ImpliedSignals = {};

/** By canonical code. Source: entrapment decision table, row 11 (ours). */
const implied: ReadonlyMap<string, ImpliedSignals> = new Map<string, ImpliedSignals>([
  ['02', { failedDoorMovement: 'closing' }],
  ['03', { failedDoorMovement: 'opening' }],
  ['04', { moving: false, doorZone: false }],
  ['41', { powerStatus: 'lost' }],
]);

/** The signals that a canonical code implies; an empty object for a code that implies none. A reported signal wins. */
export const impliedSignals = (code: string): ImpliedSignals => implied.get(code) ?? NOTHING;
