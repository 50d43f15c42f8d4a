import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import type { SelfTestResult } from './self-test.ts';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 60_000;
/** Not at once: after a start there is enough to do. */
const FIRST_AFTER_MS = 600_000;
/** A failed one is run again: a carrier that was away for an hour must not stop the heartbeat for a day. */
const AGAIN_AFTER_MS = 900_000;

export interface DailySelfTest {
  /** Runs now, or joins the run that is under way. */
  run(): Promise<SelfTestResult>;
  last(): SelfTestResult | undefined;
  close(): void;
}

/** The result of the last run, also of another life of this process. */
const lastResult = async (database: Kysely<DispatchTables>): Promise<SelfTestResult | undefined> => {
  const row = await database
    .selectFrom('ledger')
    .select('document')
    .where('subject', '=', SELF_TEST_LIFT)
    .where('kind', '=', 'test')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as SelfTestResult);
};

const waitMsAfter = (last: SelfTestResult): number => (last.ok ? DAY_MS : AGAIN_AFTER_MS);

/** Runs once a day, and again soon after one that failed. */
export const startDailySelfTest = async (options: {
  readonly database: Kysely<DispatchTables>;
  readonly test: () => Promise<SelfTestResult>;
  readonly nowMs: () => number;
  readonly onResult: (result: SelfTestResult) => void;
  readonly onError: (error: unknown) => void;
}): Promise<DailySelfTest> => {
  const startedAtMs = options.nowMs();
  let last = await lastResult(options.database);
  let running: Promise<SelfTestResult> | undefined;
  const run = (): Promise<SelfTestResult> => {
    running ??= options
      .test()
      .then((result) => {
        last = result;
        options.onResult(result);
        return result;
      })
      .finally(() => (running = undefined));
    return running;
  };
  const timer = setInterval(() => {
    const nowMs = options.nowMs();
    const isDue =
      last === undefined ? nowMs - startedAtMs >= FIRST_AFTER_MS : nowMs - last.startedAtMs >= waitMsAfter(last);
    if (isDue && running === undefined) run().catch(options.onError);
  }, LOOK_EVERY_MS);
  timer.unref();
  return { run, last: () => last, close: () => clearInterval(timer) };
};
