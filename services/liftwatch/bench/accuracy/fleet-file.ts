import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { monthsTruth, type MonthsTruth } from '@liftwatch/edge-simulator/months';
import { decodeRecord } from '@liftwatch/rule-engine';
import { parseReplayLine, type ReplayLine } from '../../src/replay/line.ts';
import { createWatch, type Watched } from './watch.ts';

async function* linesOf(path: string): AsyncGenerator<{ text: string; number: number }> {
  const raw = createReadStream(path);
  const lines = createInterface({ input: path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw, crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() !== '') yield { text, number };
  }
}

const jsonOf = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`${where}: not JSON: one object per line is wanted`, { cause });
  }
};

/** The truth file: one line of truth per line. @throws {RangeError} naming the line and the field */
export const readTruth = async (path: string): Promise<ReadonlyMap<string, MonthsTruth[]>> => {
  const byLift = new Map<string, MonthsTruth[]>();
  for await (const { text, number } of linesOf(path)) {
    const parsed = monthsTruth.safeParse(jsonOf(text, `${path}, line ${number}`));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new RangeError(`${path}, line ${number}: ${issue?.path.join('.') ?? 'line'}: ${issue?.message ?? ''}`);
    }
    const of = byLift.get(parsed.data.liftId) ?? [];
    byLift.set(parsed.data.liftId, of);
    of.push(parsed.data);
  }
  return byLift;
};

const liftOf = (line: ReplayLine): string | undefined => {
  if (line.type === 'context') return line.context.liftId;
  return line.type === 'reading' ? line.topic.split('/')[2] : undefined;
};

/** The lifts of a replay file, each watched by itself: in the order of `receivedAt` within each lift. Ticks are ours. */
export const watchFile = async (
  path: string,
  onProgress: (lines: number) => void,
): Promise<ReadonlyMap<string, Watched>> => {
  const watches = new Map<string, ReturnType<typeof createWatch>>();
  const liftsOfTerminal = new Map<string, Set<string>>();
  const watchOf = (liftId: string): ReturnType<typeof createWatch> => {
    let watch = watches.get(liftId);
    if (!watch) watches.set(liftId, (watch = createWatch()));
    return watch;
  };
  for await (const { text, number } of linesOf(path)) {
    if (number % 200_000 === 0) onProgress(number);
    const line = parseReplayLine(text, number);
    if (line.type === 'tick') continue;
    const liftId = liftOf(line);
    if (line.type === 'session') {
      const { sessionId, receivedAtMs, session, terminalId } = line;
      for (const one of liftsOfTerminal.get(terminalId) ?? [])
        if (session === 'connected' || session === 'disconnected')
          watchOf(one).take({ type: 'session', receivedAtMs, terminalId, session, sessionId: sessionId ?? 0 });
      continue;
    }
    if (liftId === undefined) continue;
    if (line.type === 'reading')
      liftsOfTerminal.set(line.terminalId, (liftsOfTerminal.get(line.terminalId) ?? new Set()).add(liftId));
    const arrival = line.type === 'context' ? line : decodeRecord(line);
    if (arrival && (arrival.type === 'readings' || arrival.type === 'context')) watchOf(liftId).take(arrival);
  }
  return new Map([...watches].map(([liftId, watch]) => [liftId, watch.end()]));
};
