import { USAGE, USAGE_AT, WEEK_AT } from './layout.ts';
import type { LiftWear } from './wear-memory.ts';

const { day, runs, lowDays, lowSinceMs, lastRuns, lastUsual } = USAGE;

/** Runs per day against the lift's own weekdays (0 is Thursday). Its numbers by name. */
export class Usage {
  readonly numbers: number[];
  readonly at: number;
  constructor(m: LiftWear) {
    this.numbers = m.numbers;
    this.at = USAGE_AT;
  }
  /** Days since 1970; 0: none yet. */
  get day(): number {
    return this.numbers[this.at + day] as number;
  }
  set day(value: number) {
    this.numbers[this.at + day] = value;
  }
  get runs(): number {
    return this.numbers[this.at + runs] as number;
  }
  set runs(value: number) {
    this.numbers[this.at + runs] = value;
  }
  /** Days in a row far below the profile. */
  get lowDays(): number {
    return this.numbers[this.at + lowDays] as number;
  }
  set lowDays(value: number) {
    this.numbers[this.at + lowDays] = value;
  }
  get lowSinceMs(): number {
    return this.numbers[this.at + lowSinceMs] as number;
  }
  set lowSinceMs(value: number) {
    this.numbers[this.at + lowSinceMs] = value;
  }
  /** Of the day that was closed last; usual 0: not known. */
  get lastRuns(): number {
    return this.numbers[this.at + lastRuns] as number;
  }
  set lastRuns(value: number) {
    this.numbers[this.at + lastRuns] = value;
  }
  get lastUsual(): number {
    return this.numbers[this.at + lastUsual] as number;
  }
  set lastUsual(value: number) {
    this.numbers[this.at + lastUsual] = value;
  }
  /** Usual runs of a weekday. */
  usual(weekday: number): number {
    return this.numbers[WEEK_AT + 2 * weekday] as number;
  }
  /** How many weeks they come from. */
  weeks(weekday: number): number {
    return this.numbers[WEEK_AT + 2 * weekday + 1] as number;
  }
  setWeekday(weekday: number, usual: number, weeks: number): void {
    this.numbers[WEEK_AT + 2 * weekday] = usual;
    this.numbers[WEEK_AT + 2 * weekday + 1] = weeks;
  }
}
