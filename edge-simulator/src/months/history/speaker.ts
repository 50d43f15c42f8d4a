import type { UnixMs } from '@liftwatch/schemas';
import type { Publisher } from '../../terminal/link.ts';
import { createTerminal } from '../../terminal/terminal.ts';
import type { Said } from './history.ts';
import type { WornLift } from './worn-lifts.ts';

const KEPT_READINGS = 200_000;
const WINDOW_PUBLISHES = 64;

/** The terminal of a worn lift: it sends what it has kept, and then says everything at its time. */
export interface Speaker {
  /** More to say, in order of time, after all that was given before. */
  give(said: readonly Said[]): void;
  /** Says what is due at `nowMs`, and sends what the broker takes. */
  step(nowMs: UnixMs): void;
  /** Whether the broker has acknowledged all that was due. */
  readonly isHeard: boolean;
}

export const speakFor = (lift: WornLift, publisher: Publisher, startAtMs: UnixMs): Speaker => {
  const terminal = createTerminal(
    {
      terminalId: lift.terminalId,
      liftIds: [lift.liftId],
      bufferReadings: KEPT_READINGS,
      windowPublishes: WINDOW_PUBLISHES,
      clockOffsetMs: 0,
      onConnected: () => undefined,
    },
    publisher,
    startAtMs,
  );
  let waiting: readonly Said[] = [];
  let next = 0;
  return {
    give(said) {
      waiting = [...waiting.slice(next), ...said];
      next = 0;
    },
    step(nowMs) {
      for (let one = waiting[next]; one && one.atMs <= nowMs; one = waiting[++next])
        terminal.report(lift.liftId, one.kind, { nowMs: one.atMs, body: one.body });
      terminal.flush(nowMs);
    },
    get isHeard() {
      return terminal.buffer.unsentCount === 0 && terminal.buffer.unackedCount === 0;
    },
  };
};
