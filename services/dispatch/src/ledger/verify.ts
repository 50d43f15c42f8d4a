import { GENESIS, hashOfLine, type LedgerLine } from './entry.ts';
import type { LedgerHead } from './head.ts';

export interface LedgerProblem {
  readonly is: 'altered' | 'gap' | 'broken-chain' | 'cut-tail' | 'differs-from-head';
  readonly seq: number;
  readonly detail: string;
}

export interface LedgerVerdict {
  readonly linesCount: number;
  readonly lastSeq: number;
  readonly lastHash: string;
  readonly problems: readonly LedgerProblem[];
}

/** After so many problems the rest is not looked at. */
const PROBLEMS_MAX = 20;

const missing = (from: number, to: number): string =>
  from < to ? `lines ${from} to ${to} are missing` : `line ${from} is missing`;

/**
 * Walks the chain line by line, in order. Alone it finds altered lines and gaps; against a head that was kept elsewhere it
 * also finds a tail that was cut off, and a chain that was written anew from some line on.
 */
export const openLedgerCheck = (head?: LedgerHead) => {
  const problems: LedgerProblem[] = [];
  let last: Pick<LedgerLine, 'seq' | 'hash'> = { seq: 0, hash: GENESIS };
  let linesCount = 0;
  const found = (problem: LedgerProblem): void => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  return {
    take(line: LedgerLine): void {
      linesCount += 1;
      const { hash, ...rest } = line;
      if (line.seq !== last.seq + 1)
        found({ is: 'gap', seq: line.seq, detail: `${missing(last.seq + 1, line.seq - 1)} before line ${line.seq}` });
      else if (line.prevHash !== last.hash)
        found({ is: 'broken-chain', seq: line.seq, detail: `line ${line.seq} does not follow line ${last.seq}` });
      if (hashOfLine(rest) !== hash)
        found({ is: 'altered', seq: line.seq, detail: `line ${line.seq} is not what was hashed` });
      if (head?.seq === line.seq && head.hash !== hash)
        found({ is: 'differs-from-head', seq: line.seq, detail: `line ${line.seq} is another than the head names` });
      last = { seq: line.seq, hash };
    },
    verdict(): LedgerVerdict {
      if (head !== undefined && last.seq < head.seq)
        found({
          is: 'cut-tail',
          seq: last.seq,
          detail: `the head names line ${head.seq}, the last line is ${last.seq}`,
        });
      return { linesCount, lastSeq: last.seq, lastHash: last.hash, problems };
    },
  };
};
