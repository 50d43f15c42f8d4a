import type { FindingLog } from '@liftwatch/stores';

const LOOK_EVERY_MS = 3_600_000;
const AT_ONCE = 500;
const DAY_MS = 86_400_000;

/**
 * Forgets, each hour and once at the start, the findings that are older than they are kept. A few at a time, so that what
 * is found meanwhile is not kept waiting. Returns how to stop.
 */
export const forgetFindings = (options: {
  readonly findings: FindingLog;
  readonly keptDays: number;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
  readonly onForgotten: (count: number) => void;
  readonly onError: (error: unknown) => void;
}): (() => Promise<void>) => {
  const { findings, keptDays, nowMs } = options;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const [newest] = await findings.read((await findings.head()) - 1, 1);
    // A clock that was set years ahead makes nothing old.
    const beforeMs = Math.min(nowMs(), newest?.finding.receivedAtMs ?? 0) - keptDays * DAY_MS;
    let forgotten = 0;
    for (let some = AT_ONCE; some === AT_ONCE && !isStopped; forgotten += some)
      some = await findings.forget(beforeMs, AT_ONCE);
    if (forgotten > 0) options.onForgotten(forgotten);
  };
  let tail: Promise<void> = Promise.resolve();
  const wake = (): void => {
    tail = tail.then(look).catch(options.onError);
  };
  const timer = setInterval(wake, LOOK_EVERY_MS);
  timer.unref();
  wake();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await tail;
  };
};
