import type { RunningInfluxd, RunningKannel } from '@liftwatch/infra';
import type { ReceiverChannel, TruthOf } from './format.ts';
import type { Receivers } from './receivers.ts';
import type { ProcessName, System } from './system.ts';
import type { Crowd } from './town.ts';

/** What an injection works on and with. */
export interface Stage {
  readonly system: System;
  readonly receivers: Receivers;
  readonly kannel: RunningKannel | undefined;
  readonly influx: RunningInfluxd | undefined;
  readonly dir: string;
  readonly crowd: Crowd;
  readonly random: () => number;
  /** How long the fault lasts, ms. */
  readonly durationMs: number;
  outage(
    what: string,
    times: Pick<TruthOf<'outage'>, 'fromMs' | 'toMs' | 'recoverMs'>,
    channels?: ReceiverChannel[],
  ): void;
  killed(process: ProcessName, sends: boolean): void;
  expect(one: Omit<TruthOf<'expected'>, 'truth' | 'fault'>): void;
  tell(text: string): void;
}

/** One row of the table: a fault, how it is made and how long it lasts. */
export interface Fault {
  /** Names it on the command line, `-1` and `-4` told apart. */
  readonly id: string;
  readonly what: string;
  readonly processes: 1 | 4;
  readonly durationS: number;
  readonly control?: 'miss' | 'duplicate';
  /** Debian package without which it cannot be made. */
  readonly needs?: 'kannel' | 'influxd' | 'faketime';
  /** More options of the load generator. */
  readonly load?: (leadS: number) => Readonly<Record<string, number>>;
  /** Environment of every process, for its clock. */
  readonly clock?: (dir: string) => Readonly<Record<string, string>>;
  /** More lifts than those that are injected into. */
  readonly crowds?: readonly Crowd[];
  readonly rules?: string;
  /** Runs while the load does; resolves when the fault is over. */
  readonly inject: (stage: Stage) => Promise<void>;
}
