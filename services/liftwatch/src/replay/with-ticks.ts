import type { UnixMs } from '@liftwatch/schemas';
import { CliError } from '../errors.ts';
import type { ReplayLine } from './line.ts';

const TICK_MS = 1_000;

export interface NumberedLine {
  readonly lineNumber: number;
  readonly line: ReplayLine;
}

/**
 * Lines in order of `receivedAt`, with log time made to pass: a file without any tick is given one per second from its
 * first line to its last, or to `untilMs`; a file with ticks is taken as it is. Lines after `untilMs` are left out.
 * @throws {CliError} LIFT_REPLAY_OUT_OF_ORDER naming the line whose receivedAt is smaller than the one before it
 */
export async function* withTicks(
  lines: AsyncIterable<NumberedLine>,
  options: { readonly hasTicks: boolean; readonly untilMs: UnixMs | undefined },
): AsyncGenerator<NumberedLine> {
  let previousMs: UnixMs | undefined;
  let nextTickMs: UnixMs | undefined;
  for await (const numbered of lines) {
    const { receivedAtMs } = numbered.line;
    if (previousMs !== undefined && receivedAtMs < previousMs)
      throw new CliError(
        'LIFT_REPLAY_OUT_OF_ORDER',
        `line ${numbered.lineNumber}: receivedAt ${receivedAtMs} is before the line above (${previousMs}); sort the file by receivedAt`,
      );
    if (options.untilMs !== undefined && receivedAtMs > options.untilMs) break;
    previousMs = receivedAtMs;
    if (!options.hasTicks) {
      nextTickMs ??= receivedAtMs + TICK_MS;
      for (; nextTickMs < receivedAtMs; nextTickMs += TICK_MS) yield tickAt(nextTickMs);
    }
    yield numbered;
  }
  if (options.hasTicks || nextTickMs === undefined || previousMs === undefined) return;
  const endMs = options.untilMs ?? previousMs;
  for (; nextTickMs <= endMs; nextTickMs += TICK_MS) yield tickAt(nextTickMs);
}

const tickAt = (receivedAtMs: UnixMs): NumberedLine => ({ lineNumber: 0, line: { type: 'tick', receivedAtMs } });
