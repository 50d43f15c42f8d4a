import type { FindingLine, FindingLog } from '@liftwatch/stores';
import type { EngineView } from './engine-view.ts';

/** Lines of the finding log looked at for one page of one lift: the page may be short, never the request long. */
const LOOKED_AT_MOST = 20_000;
const READ_AT_ONCE = 1_000;
/** Partitions are judged beside each other: their lines may stand this far out of the order of log time. */
const SKEW_MS = 60_000;

/** A position with nothing before it that was found at `sinceMs` or later. Log time grows along the log, so halving finds it. */
const positionBefore = async (log: FindingLog, sinceMs: number): Promise<number> => {
  let low = 0;
  let high = await log.head();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [line] = await log.read(middle, 1);
    if (line === undefined || line.finding.receivedAtMs >= sinceMs - SKEW_MS) high = middle;
    else low = line.position;
  }
  return low;
};

/** A page of the finding log in its order; of one lift where it is named. */
export const findingPage = async (
  log: FindingLog,
  { after, liftId, sinceMs, limit }: Parameters<EngineView['findings']>[0],
): ReturnType<EngineView['findings']> => {
  const lines: FindingLine[] = [];
  let reached = sinceMs === undefined ? after : Math.max(after, await positionBefore(log, sinceMs));
  for (let looked = 0; looked < LOOKED_AT_MOST;) {
    const read = await log.read(reached, READ_AT_ONCE);
    for (const line of read) {
      reached = line.position;
      const { finding } = line;
      const isWanted = liftId === undefined || finding.liftId === liftId;
      if (isWanted && finding.receivedAtMs >= (sinceMs ?? 0)) lines.push(line);
      if (lines.length === limit) return { lines, reached, more: reached < (await log.head()) };
    }
    if (read.length < READ_AT_ONCE) return { lines, reached, more: false };
    looked += read.length;
  }
  return { lines, reached, more: true };
};
