import type { UnixMs } from '@liftwatch/schemas';
import type { Slot } from '../../kernel/lift-state.ts';
import type { Judged } from './judged.ts';

/** A lift has one entrapment at most. */
export const KEY = 'entrapment';

/** A press or code that is an entrapment by itself until the door has opened fully. */
export interface Instant {
  row: '2' | '11';
  atMs: UnixMs;
  late: boolean;
  /** The code as its terminal sent it; absent for the button itself. */
  raw?: NonNullable<Slot['raw']> | undefined;
}

/** A reading, by its number: what came after it is complete, or is not. */
export interface Told {
  readonly atMs: UnixMs;
  readonly terminalId: string;
  readonly boot: string;
  readonly seq: number;
}

/** What the rule remembers of one lift, since the door last left fully open in the zone. Bounded; 0 = not so. */
export interface Memory {
  openNow: boolean;
  openingSeen: boolean;
  leftOpenMs: UnixMs;
  lastFullOpenMs: UnixMs;
  closedMs: UnixMs;
  /** Since then the car stands with its door closed, tries to open it apart. */
  standsMs: UnixMs;
  leftClosedMs: UnixMs;
  /** The reading that told so. */
  leftClosed: Told | undefined;
  /** The person signal was 1 as the door closed (or rose within the hold after): counts as occupied 30 s later. */
  candidateMs: UnixMs;
  occupiedMs: UnixMs;
  perhaps: boolean;
  /** The car has left since with people who were perhaps in it and were not seen. */
  leftPerhaps: boolean;
  /** Held to be there because they were seen again in the closed car, not while it moved. */
  seenAgain: boolean;
  personSeen: boolean;
  /** Why the person signal says nothing; `dead`: always 0, however many people came and went. */
  blind: '' | 'artefact' | 'stuck' | 'dead';
  /** Full openings in a row with P = 0 before each. */
  unseenOpenings: number;
  /** Boardings in a row that the load cell saw and the person sensor did not. */
  unseenBoardings: number;
  /** Times in a row that the car stood closed for long with P = 1, and went on. */
  longStands: number;
  /** Load as the car last left a landing, % of the rated load. */
  loadPercent: number | undefined;
  personBefore: boolean | undefined;
  /** Time with P = 1 in all, up to `personMarkMs`. */
  personOneMs: number;
  personMarkMs: UnixMs;
  /** The last reading that said whether somebody is there. */
  personTold: Told | undefined;
  moving: boolean;
  /** Begin of the last run of at least 2 s; of the run that goes on. */
  longRunMs: UnixMs;
  runMs: UnixMs;
  /** Time stood between floors since the car last stood in the zone, without the present stand. */
  strandedMs: number;
  stoppedMs: UnixMs;
  /** The car left the zone then though it stands, as far as is known: that it runs was lost. */
  runLostMs: UnixMs;
  offLevelMs: UnixMs;
  /** A trip ended then with a measured sill step: level, whatever a lost reading left the zone at. */
  levelledMs: UnixMs;
  /** The last trip reading came then: a door that opens fully after it does so at a landing. */
  tripToldMs: UnixMs;
  /** When the person signal was last 1. */
  personLastMs: UnixMs;
  /** Somebody had moved in the car shortly before its last run began. */
  sentOn: boolean;
  powerLostMs: UnixMs;
  /** The terminal says that it lives on its battery. */
  onBattery: boolean;
  /** Since then it does, and every signal of the lift is gone. */
  darkMs: UnixMs;
  /** The power was lost at some time of the entrapment that is open. */
  wasDark: boolean;
  /** Last reading before the link was lost; a session without a reading of the lift does not end it. */
  silentFromMs: UnixMs;
  failedOpeningMs: UnixMs;
  doorFaultMs: UnixMs;
  tripEndMs: UnixMs;
  faults: Record<string, UnixMs>;
  attended: boolean;
  allowedMs: UnixMs;
  row3Ms: UnixMs;
  row4Ms: UnixMs;
  row4OneMs: number;
  row6Ms: UnixMs;
  instant: Instant | undefined;
  /** Pressed while the car moved. */
  pressedMs: UnixMs;
  /** The newest moment of which a reading says that the car runs, whenever it came; 0: none. */
  runningToldMs: UnixMs;
  /** The newest moment of which a reading says that the car is outside the zone; 0: none. */
  offZoneToldMs: UnixMs;
  pressedRaw: NonNullable<Slot['raw']> | undefined;
  /** Pressed in a car whose door stood open since `openSinceMs`, as far as was told by then. */
  openPress: { readonly atMs: UnixMs; readonly openSinceMs: UnixMs; readonly raw: Instant['raw'] } | undefined;
  /** Presses with a full opening at a landing between each and the next. */
  presses: UnixMs[];
  callBackMs: UnixMs;
  /** What a person has judged of the state, for as long as it lasts. */
  judged: Judged[];
  /** Who an operator or a job says is in the car: child, elderly, medical. */
  vulnerable: string[];
  /** What persons made of this lift's alarms; fades by half in 90 days. */
  right: number;
  wrong: number;
  judgedMs: UnixMs;
  endedMs: UnixMs;
}

export const newMemory = (): Memory => ({
  openNow: false,
  openingSeen: false,
  leftOpenMs: 0,
  lastFullOpenMs: 0,
  closedMs: 0,
  standsMs: 0,
  leftClosedMs: 0,
  leftClosed: undefined,
  candidateMs: 0,
  occupiedMs: 0,
  perhaps: false,
  leftPerhaps: false,
  seenAgain: false,
  personSeen: false,
  blind: '',
  unseenOpenings: 0,
  unseenBoardings: 0,
  longStands: 0,
  loadPercent: undefined,
  personBefore: undefined,
  personOneMs: 0,
  personMarkMs: 0,
  personTold: undefined,
  moving: false,
  longRunMs: 0,
  runMs: 0,
  strandedMs: 0,
  stoppedMs: 0,
  runLostMs: 0,
  offLevelMs: 0,
  levelledMs: 0,
  tripToldMs: 0,
  personLastMs: 0,
  sentOn: false,
  powerLostMs: 0,
  onBattery: false,
  darkMs: 0,
  wasDark: false,
  silentFromMs: 0,
  failedOpeningMs: 0,
  doorFaultMs: 0,
  tripEndMs: 0,
  faults: {},
  attended: false,
  allowedMs: 0,
  row3Ms: 0,
  row4Ms: 0,
  row4OneMs: 0,
  row6Ms: 0,
  instant: undefined,
  pressedMs: 0,
  runningToldMs: 0,
  offZoneToldMs: 0,
  pressedRaw: undefined,
  openPress: undefined,
  presses: [],
  callBackMs: 0,
  judged: [],
  vulnerable: [],
  right: 0,
  wrong: 0,
  judgedMs: 0,
  endedMs: 0,
});
