import { createHash } from 'node:crypto';
import type { UnixMs } from '@liftwatch/schemas';

/** Before the first entry. */
export const GENESIS = '0'.repeat(64);

/** incident, delivery: a state of one · change: somebody asked for one · person: data erased · test: self-tests and test calls. */
export type LedgerKind = 'incident' | 'delivery' | 'change' | 'person' | 'test';

/** What is written down. Ids of contacts, lifts and incidents; never a name, number or text of a person. */
export interface LedgerNote {
  readonly atMs: UnixMs;
  readonly kind: LedgerKind;
  /** What it is about: an incident's, delivery's, contact's or lift's id, or the route of a change. */
  readonly subject: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One line of the chain as it is stored; `hash` covers all that stands before it, the line before included. */
export interface LedgerLine {
  readonly seq: number;
  readonly atMs: UnixMs;
  readonly kind: string;
  readonly subject: string;
  /** JSON, hashed as it is written. */
  readonly document: string;
  readonly prevHash: string;
  readonly hash: string;
}

export const hashOfLine = (line: Omit<LedgerLine, 'hash'>): string =>
  createHash('sha256')
    .update([line.seq, line.atMs, line.kind, JSON.stringify(line.subject), line.prevHash, line.document].join('\n'))
    .digest('hex');

/** The line after another. */
export const lineAfter = (last: Pick<LedgerLine, 'seq' | 'hash'> | undefined, note: LedgerNote): LedgerLine => {
  const line = {
    seq: (last?.seq ?? 0) + 1,
    atMs: note.atMs,
    kind: note.kind,
    subject: note.subject,
    document: JSON.stringify(note.facts),
    prevHash: last?.hash ?? GENESIS,
  };
  return { ...line, hash: hashOfLine(line) };
};
