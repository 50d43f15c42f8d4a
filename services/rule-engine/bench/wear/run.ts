import type { ContextEntry, Finding, Reading } from '@liftwatch/schemas';
import {
  createPartition,
  newOutput,
  step,
  type LiftState,
  type Partition,
  type StepOutput,
} from '../../src/diagnosis/index.ts';
import { seeded, type Random } from '../detectors/series.ts';
import { doorOf, FLOORS, makeLift, tripOf, type MadeLift, type Worn } from './lift.ts';

const START_MS = 1_767_225_600_000;
const DAY_MS = 86_400_000;
const TRIPS_A_DAY = 40;

/** A made lift that is fed day by day through `step`. */
export class Run {
  partition: Partition = createPartition(0);
  readonly out: StepOutput = newOutput();
  readonly random: Random = seeded(77);
  readonly lift: MadeLift = makeLift(this.random);
  liftId = 'L';
  day = 0;
  seq = 0;
  floor = 1;
  entries = 0;
  readonly kinds: readonly Reading['kind'][];
  constructor(kinds: readonly Reading['kind'][] = ['trip', 'door']) {
    this.kinds = kinds;
  }
  give(atMs: number, reading: Reading): void {
    const whole = { ...reading, body: { ...reading.body, at: atMs, boot: 'b', seq: ++this.seq } } as Reading;
    step(
      this.partition,
      {
        type: 'readings',
        receivedAtMs: atMs,
        terminalId: 'T',
        liftId: this.liftId,
        sentAtMs: undefined,
        readings: [whole],
      },
      this.out,
    );
  }
  context(entry: { type: string; [key: string]: unknown }): void {
    const at = START_MS + this.day * DAY_MS;
    const context = { liftId: this.liftId, id: `c${++this.entries}`, at, ...entry } as unknown as ContextEntry;
    step(this.partition, { type: 'context', receivedAtMs: at, context }, this.out);
  }
  days(count: number, worn: (day: number) => Worn = () => ({})): this {
    for (const until = this.day + count; this.day < until; this.day++) this.#oneDay(worn(this.day));
    return this;
  }
  #oneDay(worn: Worn): void {
    for (let i = 0; i < TRIPS_A_DAY; i++) {
      const at = Math.round(START_MS + this.day * DAY_MS + (7 + (14 * i) / TRIPS_A_DAY) * 3_600_000);
      const to = (this.floor + 1 + Math.floor(this.random() * (FLOORS.length - 1))) % FLOORS.length;
      const empty = this.random() < 0.3;
      const trip = tripOf(this.lift, worn, { random: this.random, atMs: at, from: this.floor, to, empty });
      if (this.kinds.includes('trip')) this.give(at, trip);
      if (this.kinds.includes('door'))
        this.give(at + 9_000, doorOf(this.lift, worn, { random: this.random, atMs: at, floor: to }));
      if (this.kinds.includes('state'))
        this.#states(at, doorOf(this.lift, worn, { random: this.random, atMs: at, floor: to }));
      this.floor = to;
    }
  }
  /** The same door cycle as raw state tells it. */
  #states(at: number, reading: Reading): void {
    if (reading.kind !== 'door') return;
    const { openTimeMs, closeTimeMs, floor } = reading.body;
    let now = at + 9_000;
    const say = (afterMs: number, body: object): void =>
      this.give((now += afterMs), { kind: 'state', body: { at: now, ...body } });
    say(0, { floor, carStatus: 'stopped', carDoorStatus: 'opening' });
    say(openTimeMs ?? 0, { carDoorStatus: 'opened' });
    say(4_000, { carDoorStatus: 'closing' });
    say(closeTimeMs ?? 0, { carDoorStatus: 'closed' });
  }
  get state(): LiftState {
    const state = this.partition.lifts.get(this.liftId);
    if (!state) throw new RangeError('no lift');
    return state;
  }
  get warnings(): Finding[] {
    return this.out.findings.filter(({ warning }) => warning !== undefined);
  }
  get open(): Finding {
    const last = this.warnings.at(-1);
    if (!last) throw new RangeError('no warning');
    return last;
  }
}
