/** What a progress is told on: stderr, or what stands in for it. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /** The next thing begins. */
  step(what: string): void;
  /** All of it is done; said only where something was said before. */
  done(what: string): void;
  /** It ends here, whatever became of it. */
  stop(): void;
}

const EVERY_MS = 1_000;

/**
 * Tells what goes on once it has taken a second, so that what is quick stays quiet: a line each, on a terminal with the
 * seconds so far. No colours and no control codes but the carriage return, so there is nothing for NO_COLOR to take out.
 */
export const openProgress = (screen: Screen): Progress => {
  const begunMs = performance.now();
  let what = '';
  let [isTold, hasTold] = [false, false];
  const seconds = (): string => `${Math.round((performance.now() - begunMs) / 1_000)} s`;
  const tell = (): void => {
    if (screen.isTTY) screen.write(`\rliftwatch: ${what} … ${seconds()}`);
    else if (!isTold) screen.write(`liftwatch: ${what} …\n`);
    [isTold, hasTold] = [true, true];
  };
  const endLine = (): void => {
    if (isTold && screen.isTTY) screen.write('\n');
    isTold = false;
  };
  const timer = setInterval(tell, EVERY_MS);
  return {
    step(next) {
      endLine();
      what = next;
    },
    done(text) {
      endLine();
      if (hasTold) screen.write(`liftwatch: ${text}, ${seconds()}\n`);
    },
    stop() {
      clearInterval(timer);
      endLine();
    },
  };
};
