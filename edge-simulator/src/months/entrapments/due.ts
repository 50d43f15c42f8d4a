/** What the decision table goes by in one entrapment, as it truly was. Times in ms of true time. */
export interface Entrapment {
  readonly where: 'between-floors' | 'at-floor';
  readonly onsetMs: number;
  /** Somebody can know that people are in the car: the person sensor is fitted and works. */
  readonly occupied: boolean;
  /** A safety fault (01, 04-08) reported then; undefined: none. */
  readonly safetyCodeMs?: number | undefined;
  /** Code 02 or 03, or an opening that failed. */
  readonly doorEvidenceMs?: number | undefined;
  /** The car came here with a trip and the door has not opened since. */
  readonly arrivedHere: boolean;
  /** Out of service, recall and the like, while it lasts. */
  readonly guarded: boolean;
  readonly powerLostMs?: number | undefined;
  /** The alarm button, held for 3 s or more, in a car that stands. */
  readonly pressedMs?: number | undefined;
  /** Nothing was heard from then on, until `heardAgainMs`. */
  readonly silentFromMs?: number | undefined;
  readonly heardAgainMs?: number | undefined;
}

const S = 1_000;

const betweenFloors = (e: Entrapment): number => {
  if (!e.occupied) return e.onsetMs + (e.guarded ? 90 : 60) * S;
  const plain = e.onsetMs + (e.guarded ? 90 : 30) * S;
  return e.safetyCodeMs === undefined ? plain : Math.min(plain, Math.max(e.onsetMs + 10 * S, e.safetyCodeMs));
};

const atFloor = (e: Entrapment): number => {
  const evidenceMs = e.occupied && e.arrivedHere ? e.onsetMs : e.doorEvidenceMs;
  const withEvidence = evidenceMs === undefined ? Infinity : Math.max(e.onsetMs + 90 * S, evidenceMs);
  return e.occupied ? Math.min(withEvidence, e.onsetMs + 300 * S) : withEvidence;
};

/**
 * When the first row of the decision table (field reference 5.2) speaks on the true signals; undefined: no row can. Written from
 * the table alone: it knows nothing of the engine. A silence delays what is told until it ends; row 10 speaks 5 min into it.
 */
export const dueOf = (e: Entrapment): number | undefined => {
  let due = e.where === 'between-floors' ? betweenFloors(e) : atFloor(e);
  if (e.powerLostMs !== undefined) due = Math.min(due, Math.max(e.powerLostMs + 60 * S, e.onsetMs));
  if (e.pressedMs !== undefined) due = Math.min(due, e.pressedMs);
  if (e.silentFromMs !== undefined && e.silentFromMs < due) {
    const told = Math.max(due, e.heardAgainMs ?? Infinity);
    due = e.occupied ? Math.min(e.silentFromMs + 300 * S, told) : told;
  }
  return due === Infinity ? undefined : due;
};
