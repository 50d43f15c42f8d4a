import type { Finding } from '@liftwatch/schemas';
import type { TakenReading } from '../telemetry.ts';
import {
  dayOf,
  dayStartMs,
  firmDayLine,
  liftDayLine,
  newLiftDays,
  spend,
  type Condition,
  type Day,
  type LiftDays,
} from './days.ts';
import { addAlarm, addReading } from './totals.ts';
import {
  closeAfterMs,
  keptMs,
  keptWindow,
  newSeries,
  noCensus,
  slotOf,
  windowAt,
  windowLine,
  type Census,
  type Series,
  type Window,
} from './windows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A hole in log time above this is an intake outage: what a lift was at its end nobody saw. */
const OUTAGE_MS = 5_000;
const UNREGISTERED = 'unregistered';

/** What the roll-ups keep of one lift. Plain data; lives and is saved with the lift. */
export interface LiftTally extends LiftDays {
  districtId: string;
  firmId: string;
  /** Since when it is taken out of the registry, silent and with nothing open: no count has it. */
  goneMs?: number;
}

export const newTally = (atMs: number): LiftTally => ({
  ...newLiftDays(atMs),
  districtId: UNREGISTERED,
  firmId: UNREGISTERED,
});

/** What the roll-ups keep of a partition beside the lifts' tallies and the windows. Plain data. */
export interface RollUpClock {
  lastLogMs: number;
  nextMinuteMs: number;
  /** Start of the day that closes next. */
  openDayMs: number;
}

/** The roll-ups of a partition beside windows and tallies, as plain data for a checkpoint. */
export interface RollUpState {
  readonly clock: RollUpClock;
  /** Lifts whose closed day was changed by late readings. */
  readonly lateDays: readonly string[];
}

/** A window that changed since the last checkpoint, under the name it is saved by. */
export interface WindowPage {
  readonly page: string;
  readonly window: Window;
}

const pageOf = (series: Series, slot: number): string =>
  series.place === '' ? `#${series.measurement}/${slot}` : `#${series.measurement}/${slot}/${series.place}`;

/**
 * The roll-ups of one partition, computed from its own readings in log order: a window is written two minutes of log
 * time after its end, as a whole, and again as a whole when late readings changed it. Counts no lift as normal that is
 * silent. Pure: log time comes in with each entry.
 */
export class RollUps {
  /** While entries are read a second time after a restart, windows already have them; only lifts take them. */
  rereading = false;
  tooLate = 0;
  readonly clock: RollUpClock = { lastLogMs: 0, nextMinuteMs: 0, openDayMs: 0 };
  readonly #partition: number;
  readonly #tallies: Map<string, LiftTally>;
  readonly #fleet = newSeries('fleet_1m', '');
  readonly #districts = new Map<string, Series>();
  readonly #census = new Map<string, Census>();
  readonly #changed = new Map<Window, Series>();
  readonly #late = new Map<Window, Series>();
  readonly #lateDays = new Set<string>();

  constructor(partition: number, tallies: Map<string, LiftTally>) {
    this.#partition = partition;
    this.#tallies = tallies;
  }

  /** Counts a reading in its windows and in its lift's day. */
  takeReading(tally: LiftTally, taken: TakenReading): void {
    const day = dayOf(tally, taken.atMs);
    if (day) {
      addReading(day.totals, taken);
      this.#markDay(taken.liftId, day);
    }
    if (this.rereading) return;
    this.#addReading(this.#fleet, taken);
    this.#addReading(this.#district(tally.districtId), taken);
  }

  /** Counts a finding that has become an alarm, at its onset. */
  takeAlarm(tally: LiftTally, finding: Finding): void {
    const day = dayOf(tally, finding.onsetAtMs);
    if (day) {
      addAlarm(day.totals, finding);
      this.#markDay(finding.liftId, day);
    }
    if (this.rereading) return;
    for (const series of [this.#fleet, this.#district(tally.districtId)]) {
      const window = this.#touch(series, finding.onsetAtMs);
      if (window) addAlarm(window.totals, finding);
    }
  }

  /** Books what is known of a lift from `atMs` of log time on. */
  setCondition(tally: LiftTally, condition: Condition, atMs: number): void {
    spend(tally, atMs);
    if (tally.condition === condition) return;
    this.#count(tally, -1);
    tally.condition = condition;
    this.#count(tally, 1);
  }

  /** A lift that nobody need see any more leaves every count, and comes back when it is heard, or registered. */
  setGone(tally: LiftTally, isGone: boolean, atMs: number): void {
    if (isGone === (tally.goneMs !== undefined)) return;
    if (isGone) {
      this.#count(tally, -1);
      tally.goneMs = atMs;
    } else {
      delete tally.goneMs;
      this.#count(tally, 1);
    }
  }

  setPlace(tally: LiftTally, districtId: string | undefined, firmId: string | undefined): void {
    this.#count(tally, -1);
    tally.districtId = districtId ?? UNREGISTERED;
    tally.firmId = firmId ?? UNREGISTERED;
    this.#count(tally, 1);
  }

  /** A lift was seen for the first time. */
  addLift(tally: LiftTally): void {
    this.#count(tally, 1);
  }

  /** Log time has reached `logMs`: takes the census of windows that ended and returns the lines of those that close. */
  advance(logMs: number): string[] {
    const { clock } = this;
    const lines: string[] = [];
    if (clock.nextMinuteMs === 0) {
      clock.nextMinuteMs = Math.floor(logMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      clock.openDayMs = dayStartMs(logMs);
      clock.lastLogMs = logMs;
    }
    if (logMs >= clock.nextMinuteMs) this.#passMinutes(logMs, lines);
    clock.lastLogMs = logMs;
    return lines;
  }

  /** Windows changed since the last call, to be saved with the checkpoint. */
  takeChangedPages(): WindowPage[] {
    const pages: WindowPage[] = [];
    for (const [window, series] of this.#changed)
      pages.push({ page: pageOf(series, slotOf(series, window.startMs)), window });
    this.#changed.clear();
    return pages;
  }

  save(): RollUpState {
    return { clock: this.clock, lateDays: [...this.#lateDays] };
  }

  restore(state: RollUpState): void {
    Object.assign(this.clock, state.clock);
    for (const liftId of state.lateDays) this.#lateDays.add(liftId);
  }

  restorePage(page: string, window: Window): void {
    const [measurement, slot, ...place] = page.slice(1).split('/');
    const series = measurement === 'fleet_1m' ? this.#fleet : this.#district(place.join('/'));
    series.slots[Number(slot)] = window;
    if (window.dirty) this.#late.set(window, series);
  }

  /** Counts the lifts anew from their tallies, after a restore. */
  recount(): void {
    this.#census.clear();
    for (const tally of this.#tallies.values()) this.#count(tally, 1);
  }

  #passMinutes(logMs: number, lines: string[]): void {
    const { clock } = this;
    clock.nextMinuteMs = Math.max(
      clock.nextMinuteMs,
      Math.floor((logMs - keptMs) / MINUTE_MS) * MINUTE_MS + 2 * MINUTE_MS,
    );
    while (logMs >= clock.nextMinuteMs) {
      const endMs = clock.nextMinuteMs;
      const seen = endMs - clock.lastLogMs <= OUTAGE_MS;
      this.#endWindows(endMs, seen, logMs);
      this.#closeWindows(endMs - closeAfterMs, lines);
      clock.nextMinuteMs += MINUTE_MS;
    }
    this.#rewriteLate(lines);
    this.#closeDay(logMs, lines);
    this.#rewriteDays(lines);
  }

  #eachEnding(endMs: number, visit: (series: Series) => void): void {
    visit(this.#fleet);
    for (const series of this.#districts.values()) if (endMs % series.widthMs === 0) visit(series);
  }

  #endWindows(endMs: number, seen: boolean, logMs: number): void {
    this.#eachEnding(endMs, (series) => {
      const window = windowAt(series, endMs - 1, logMs);
      if (!window) return;
      const now = this.#census.get(series.place) ?? noCensus();
      window.census = seen ? { ...now } : { lifts: now.lifts, normal: 0, fault: 0, unknown: now.lifts };
      this.#changed.set(window, series);
    });
  }

  #closeWindows(endMs: number, lines: string[]): void {
    this.#eachEnding(endMs, (series) => {
      const window = keptWindow(series, endMs - 1);
      if (window && !window.written) this.#write(series, window, lines);
    });
  }

  #write(series: Series, window: Window, lines: string[]): void {
    window.written = true;
    window.dirty = false;
    this.#changed.set(window, series);
    const lifts = this.#census.get(series.place)?.lifts ?? 0;
    // A district that no lift is in (any more) has nothing to say.
    if (series.place !== '' && lifts === 0 && window.totals.readings === 0) return;
    lines.push(windowLine(series, window, { partition: this.#partition, lifts }));
  }

  #rewriteLate(lines: string[]): void {
    // In an order of their own, so that a restored engine writes the same lines.
    const late = [...this.#late].sort(
      ([a, of], [b, other]) => a.startMs - b.startMs || (of.place < other.place ? -1 : 1),
    );
    for (const [window, series] of late) if (window.dirty) this.#write(series, window, lines);
    this.#late.clear();
  }

  #closeDay(logMs: number, lines: string[]): void {
    const { clock } = this;
    while (logMs >= clock.openDayMs + DAY_MS + closeAfterMs) {
      this.#writeDay(clock.openDayMs, lines, undefined);
      clock.openDayMs += DAY_MS;
      this.#lateDays.clear();
    }
  }

  #rewriteDays(lines: string[]): void {
    if (this.#lateDays.size === 0) return;
    this.#writeDay(this.clock.openDayMs - DAY_MS, lines, this.#lateDays);
    this.#lateDays.clear();
  }

  /** Writes one day of all lifts and firms, or of the named lifts and their firms. */
  #writeDay(startMs: number, lines: string[], only: ReadonlySet<string> | undefined): void {
    const firms = new Map<string, Day[]>();
    const wanted = new Set<string>();
    for (const [liftId, tally] of this.#tallies) {
      spend(tally, Math.min(this.clock.lastLogMs, startMs + DAY_MS));
      const day = tally.days.find((one) => one.startMs === startMs);
      if (!day || (tally.goneMs ?? startMs + 1) <= startMs) continue;
      const days = firms.get(tally.firmId);
      if (days) days.push(day);
      else firms.set(tally.firmId, [day]);
      if (only && !only.has(liftId)) continue;
      wanted.add(tally.firmId);
      lines.push(liftDayLine(liftId, day));
    }
    for (const firmId of wanted)
      lines.push(firmDayLine({ firmId, partition: this.#partition, startMs }, firms.get(firmId) ?? []));
  }

  #addReading(series: Series, taken: TakenReading): void {
    const window = this.#touch(series, taken.atMs);
    if (window) addReading(window.totals, taken);
    else this.tooLate++;
  }

  #markDay(liftId: string, day: Day): void {
    if (day.startMs < this.clock.openDayMs) this.#lateDays.add(liftId);
  }

  #touch(series: Series, atMs: number): Window | undefined {
    const window = windowAt(series, atMs, this.clock.lastLogMs);
    if (!window) return undefined;
    this.#changed.set(window, series);
    if (window.written && !window.dirty) {
      window.dirty = true;
      this.#late.set(window, series);
    }
    return window;
  }

  #district(place: string): Series {
    let series = this.#districts.get(place);
    if (!series) this.#districts.set(place, (series = newSeries('district_5m', place)));
    return series;
  }

  #count(tally: LiftTally, by: 1 | -1): void {
    if (this.rereading || tally.goneMs !== undefined) return;
    this.#district(tally.districtId);
    for (const place of ['', tally.districtId]) {
      let census = this.#census.get(place);
      if (!census) this.#census.set(place, (census = noCensus()));
      census.lifts += by;
      census[tally.condition] += by;
    }
  }
}
