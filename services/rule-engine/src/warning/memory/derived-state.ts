import { DERIVED, DERIVED_AT } from './layout.ts';
import type { LiftWear } from './wear-memory.ts';

const { openingMs, closingMs, reopens, liftedMs, runningMs, stoppedMs, setMs, setAtM } = DERIVED;

/**
 * Trips and door cycles as they show in the changes of raw `state`, for terminals that report no more. Its numbers by name; 0: not
 * known, or not now.
 */
export class DerivedState {
  readonly numbers: number[];
  readonly at: number;
  readonly #m: LiftWear;
  constructor(m: LiftWear) {
    this.numbers = m.numbers;
    this.at = DERIVED_AT;
    this.#m = m;
  }
  get openingMs(): number {
    return this.numbers[this.at + openingMs] as number;
  }
  set openingMs(value: number) {
    this.numbers[this.at + openingMs] = value;
  }
  get closingMs(): number {
    return this.numbers[this.at + closingMs] as number;
  }
  set closingMs(value: number) {
    this.numbers[this.at + closingMs] = value;
  }
  get reopens(): number {
    return this.numbers[this.at + reopens] as number;
  }
  set reopens(value: number) {
    this.numbers[this.at + reopens] = value;
  }
  get liftedMs(): number {
    return this.numbers[this.at + liftedMs] as number;
  }
  set liftedMs(value: number) {
    this.numbers[this.at + liftedMs] = value;
  }
  get runningMs(): number {
    return this.numbers[this.at + runningMs] as number;
  }
  set runningMs(value: number) {
    this.numbers[this.at + runningMs] = value;
  }
  get stoppedMs(): number {
    return this.numbers[this.at + stoppedMs] as number;
  }
  set stoppedMs(value: number) {
    this.numbers[this.at + stoppedMs] = value;
  }
  /** Since when the brake has been set, and where the car stood then, m; NaN: it does not say where. */
  get setMs(): number {
    return this.numbers[this.at + setMs] as number;
  }
  set setMs(value: number) {
    this.numbers[this.at + setMs] = value;
  }
  get setAtM(): number {
    return this.numbers[this.at + setAtM] as number;
  }
  set setAtM(value: number) {
    this.numbers[this.at + setAtM] = value;
  }
  /** Floor at which the run began; empty: none runs, or it is not known. */
  get fromFloor(): string {
    return this.#m.fromFloor;
  }
  set fromFloor(floor: string) {
    this.#m.fromFloor = floor;
  }
}
