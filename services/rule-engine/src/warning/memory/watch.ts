import { WATCH, WATCH_SIZE } from './layout.ts';

const { m0, m, s, e0, h0 } = WATCH;

/** Speeds of the averages of a watch. */
export const SPEEDS = [0.5, 0.15, 0.05] as const;

/** Averages `e` of what is watched, of each speed, with limits `h`: in scales `s` about `m`. Its numbers by name. */
export class Watch {
  readonly numbers: number[];
  readonly at: number;
  constructor(numbers: number[], at: number) {
    this.numbers = numbers;
    this.at = at;
  }
  /** The commissioned centre. */
  get m0(): number {
    return this.numbers[this.at + m0] as number;
  }
  set m0(value: number) {
    this.numbers[this.at + m0] = value;
  }
  /** The centre, which follows slow changes. */
  get m(): number {
    return this.numbers[this.at + m] as number;
  }
  set m(value: number) {
    this.numbers[this.at + m] = value;
  }
  /** Scale; 0: nothing is watched. */
  get s(): number {
    return this.numbers[this.at + s] as number;
  }
  set s(value: number) {
    this.numbers[this.at + s] = value;
  }
  e(speed: number): number {
    return this.numbers[this.at + e0 + speed] as number;
  }
  setE(speed: number, value: number): void {
    this.numbers[this.at + e0 + speed] = value;
  }
  h(speed: number): number {
    return this.numbers[this.at + h0 + speed] as number;
  }
  setH(speed: number, value: number): void {
    this.numbers[this.at + h0 + speed] = value;
  }
  /** Nothing is watched any more. */
  forget(): void {
    for (let i = 0; i < WATCH_SIZE; i++) this.numbers[this.at + i] = 0;
  }
}
