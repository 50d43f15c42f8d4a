import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readingTopic, type ReadingKind } from '@liftwatch/schemas';
import { openReadingLogWriter, partitionOf, type LogRecord, type ReadingLogWriter } from '@liftwatch/stores';
import { pino } from 'pino';
import { configSchema, defineRule, type EngineConfig } from '../src/index.ts';
import { signalBits } from '../src/diagnosis/kernel/signals.ts';

export const START_MS = 1_767_225_600_000;
export const silent = pino({ level: 'silent' });

export const temporaryFolder = (): { dir: string; remove(): void } => {
  const dir = mkdtempSync(join(tmpdir(), 'liftwatch-engine-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

export const testConfig = (over: Partial<Record<keyof EngineConfig, string | number>> = {}): EngineConfig =>
  configSchema.parse({
    LIFTWATCH_ENGINE_HTTP_PORT: 0,
    LIFTWATCH_ENGINE_CHECKPOINT_MS: 20,
    LIFTWATCH_ENGINE_SNAPSHOT_MS: 25,
    LIFTWATCH_ENGINE_POLL_MS: 50,
    ...over,
  });

/** Fires when the car runs with its door open: enough of a rule to tell whether the wiring loses or doubles anything. */
export const runningWithOpenDoor = defineRule({
  name: 'test-running-with-open-door',
  version: '1',
  codes: ['X05'],
  args: {},
  delays: { onDelayMs: 2_000 },
  inputs: signalBits.carStatus | signalBits.carDoorStatus,
  evidenceSignals: ['carStatus', 'carDoorStatus'],
  safety: true,
  initial: () => ({}),
  judge(call) {
    const holds = call.value('carStatus') === 'running' && call.value('carDoorStatus') === 'opened';
    if (holds)
      call.holds('door', { code: 'X05', onsetMs: Math.max(call.since('carStatus'), call.since('carDoorStatus')) });
    else call.ends('door');
  },
  explain: () => ({
    summary: { zh: '开门运行', en: 'runs with open door' },
    clearsWhen: { zh: '停止', en: 'it stops' },
  }),
});

/** Throws for one lift only. */
export const failsForOneLift = (liftId: string) =>
  defineRule({
    ...runningWithOpenDoor,
    name: 'test-fails-for-one-lift',
    judge(call) {
      if (call.lift.liftId === liftId) throw new RangeError('as a bug would');
    },
    initial: () => ({}),
  });

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

export const readingRecord = (
  liftId: string,
  kind: ReadingKind,
  receivedAtMs: number,
  body: Record<string, unknown>,
): LogRecord => ({
  type: 'reading',
  receivedAtMs,
  terminalId: `T-${liftId}`,
  topic: readingTopic(liftId, kind),
  payload: bytes({ at: receivedAtMs - 100, boot: 'b1', ...body }),
});

/** Second `s` of a small fleet's life: every lift says where it is, some run with an open door for a while. */
export const fleetSecond = (lifts: number, s: number): { liftId: string; record: LogRecord }[] =>
  Array.from({ length: lifts }, (_, i) => {
    const liftId = `L-${String(i).padStart(3, '0')}`;
    const isWrong = (s + i * 7) % 40 < 5;
    const record = readingRecord(liftId, 'state', START_MS + s * 1_000 + i, {
      seq: s,
      carStatus: isWrong || s % 3 > 0 ? 'running' : 'stopped',
      carDoorStatus: isWrong ? 'opened' : 'closed',
      floor: String((s + i) % 20),
      serviceMode: 'normal',
    });
    return { liftId, record };
  });

/** One batch: the records of each partition in order of time, with a tick at the end of the second. */
export const appendSecond = async (writer: ReadingLogWriter, lifts: number, s: number): Promise<void> => {
  const batch = new Map<number, LogRecord[]>();
  for (let partition = 0; partition < writer.partitions; partition++) batch.set(partition, []);
  for (const { liftId, record } of fleetSecond(lifts, s))
    batch.get(partitionOf(liftId, writer.partitions))?.push(record);
  for (const records of batch.values()) records.push({ type: 'tick', receivedAtMs: START_MS + s * 1_000 + 999 });
  await writer.append(batch);
};

export const openWriter = (dir: string, partitions = 4): Promise<ReadingLogWriter> =>
  openReadingLogWriter({ dir: join(dir, 'log'), partitions, minFreeBytes: 0 });
