import { openSqliteDatabase } from '@liftwatch/stores';
import type { DispatchTables } from '../database/tables.ts';
import type { LedgerHead } from './head.ts';
import { readLines } from './ledger-store.ts';
import { openLedgerCheck, type LedgerVerdict } from './verify.ts';

const LINES_AT_ONCE = 5_000;

/** Checks the ledger in a database file, which is only read; dispatch may run beside it. */
export const verifyLedgerFile = async (path: string, head?: LedgerHead): Promise<LedgerVerdict> => {
  const database = openSqliteDatabase<DispatchTables>(path, { readOnly: true });
  try {
    const check = openLedgerCheck(head);
    for (let seq = 0; ;) {
      const lines = await readLines(database, { seq, limit: LINES_AT_ONCE });
      for (const line of lines) check.take(line);
      const last = lines.at(-1);
      if (!last) return check.verdict();
      seq = last.seq;
    }
  } finally {
    await database.destroy();
  }
};
