import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMqttPublisher } from '@liftwatch/edge-simulator';
import {
  beginningOf,
  speakFor,
  wornLifts,
  type History,
  type HistorySpan,
  type Speaker,
} from '@liftwatch/edge-simulator/months';
import { z } from 'zod';

const STEP_MS = 200;
const KEEP_EVERY_MS = 60_000;
/** So far ahead the lives are lived at a time, and again when so little of it is left. */
const AHEAD_MS = 26 * 3_600_000;
const LEFT_MS = 3_600_000;
const FILE = 'demo-history.json';

/** Where the lives began, and up to when the broker has acknowledged what they said. */
const progressSchema = z.object({ fromMs: z.int(), toldUntilMs: z.int() });
type Progress = z.infer<typeof progressSchema>;

/** No file, or one that cannot be read: the lives begin now. */
const progressIn = async (path: string, nowMs: number): Promise<Progress> => {
  const begin = { fromMs: beginningOf(nowMs), toldUntilMs: 0 };
  try {
    return progressSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return begin;
  }
};

/** At once or not at all: a power cut leaves the file of before. */
const keepProgress = async (path: string, progress: Progress): Promise<void> => {
  await writeFile(`${path}.new`, `${JSON.stringify(progress)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
};

const THREAD = new URL(`demo-history-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** One life after the other, in the order of `wornLifts`, as they are lived through. */
const liveInThread = (
  span: HistorySpan,
  to: { readonly take: (index: number, history: History) => void; readonly onTrouble: (error: unknown) => void },
): (() => Promise<void>) => {
  const worker = new Worker(THREAD, { workerData: span });
  let index = 0;
  worker.on('message', (history: History) => to.take(index++, history));
  worker.on('error', to.onTrouble);
  return async () => void (await worker.terminate());
};

export interface DemoHistory {
  /** Stops speaking; what was not acknowledged is said at the next start. */
  close(): Promise<void>;
}

/**
 * The lifts of the demonstration that have weeks behind them. At the first start their terminals send the trips and door
 * cycles of those weeks, as terminals do that had no line for so long, and from then on live like the others; after a
 * pause they go on where they were. Simulated like everything of the demonstration, and judged like any reading.
 */
export const startDemoHistory = async (to: {
  readonly mqttUrl: string;
  readonly dataDir: string;
  readonly onTrouble: (error: unknown) => void;
}): Promise<DemoHistory> => {
  const path = join(to.dataDir, FILE);
  const startMs = Date.now();
  const progress = await progressIn(path, startMs);
  const publisher = createMqttPublisher({ url: to.mqttUrl });
  // A start that was cut short is begun again with the same numbers, so that what was taken already is not taken twice.
  const bootMs = progress.toldUntilMs === 0 ? progress.fromMs : startMs;
  const speakers = wornLifts.map((lift): Speaker => speakFor(lift, publisher, bootMs));
  let [untilMs, livesGiven] = [startMs + AHEAD_MS, 0];
  const take = (index: number, { kept, ahead }: History): void => {
    speakers[index]?.give([...kept, ...ahead]);
    livesGiven += 1;
  };
  const live = (span: Omit<HistorySpan, 'fromMs'>): (() => Promise<void>) =>
    liveInThread({ fromMs: progress.fromMs, ...span }, { take, onTrouble: to.onTrouble });
  let stopLiving = live({ afterMs: progress.toldUntilMs, nowMs: startMs, untilMs });
  const keep = async (nowMs: number): Promise<void> => {
    const isHeard = livesGiven >= speakers.length && speakers.every((speaker) => speaker.isHeard);
    if (!isHeard || nowMs - progress.toldUntilMs < KEEP_EVERY_MS) return;
    progress.toldUntilMs = nowMs;
    await keepProgress(path, progress);
  };
  const step = (): void => {
    const nowMs = Date.now();
    for (const speaker of speakers) speaker.step(nowMs);
    void keep(nowMs).catch(to.onTrouble);
    if (untilMs - nowMs > LEFT_MS) return;
    stopLiving = live({ afterMs: untilMs, nowMs: untilMs, untilMs: untilMs + AHEAD_MS });
    untilMs += AHEAD_MS;
  };
  const timer = setInterval(step, STEP_MS);
  return {
    async close() {
      clearInterval(timer);
      await stopLiving();
      await publisher.close();
    },
  };
};
