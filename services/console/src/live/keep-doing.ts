import type { Logger } from 'pino';

export interface KeptUp {
  /** Once more at once, or after the turn that runs now. */
  wake(): void;
  close(): Promise<void>;
}

/**
 * Does something again and again until closed, the next turn after a pause that grows with what a turn takes: at most
 * `share` of the time is spent on it. A turn that fails is told once per run of failures and tried again.
 */
export const keepDoing = (
  turn: () => Promise<void>,
  options: {
    readonly name: string;
    readonly pauseMs: number | (() => number);
    readonly share: number;
    readonly logger: Logger;
  },
): KeptUp => {
  let [closed, isWoken, hasFailed] = [false, false, false];
  let endPause: () => void = () => undefined;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => (clearTimeout(timer), resolve());
    });
  const once = async (): Promise<void> => {
    try {
      await turn();
      hasFailed = false;
    } catch (err) {
      if (!hasFailed) options.logger.warn({ err }, `${options.name}: tried again`);
      hasFailed = true;
    }
  };
  const run = async (): Promise<void> => {
    while (!closed) {
      isWoken = false;
      const beganMs = performance.now();
      await once();
      const tookMs = performance.now() - beganMs;
      const pauseMs = typeof options.pauseMs === 'number' ? options.pauseMs : options.pauseMs();
      if (!closed && !isWoken) await pause(Math.max(pauseMs, tookMs / options.share - tookMs));
    }
  };
  const running = run();
  const wake = (): void => {
    isWoken = true;
    endPause();
  };
  return {
    wake,
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
};
