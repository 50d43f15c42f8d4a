// Writes rows to a database and says on its standard output when each is promised.
// `read` promises a row when it has been read, by a query that did not wait for the writing one; `unsynced` is the negative control of both.
// node commit.ts FILE write|read|unsynced|unsynced-read COUNT
import { writeSync } from 'node:fs';
import { Kysely, sql } from 'kysely';
import { openSqliteDatabase } from '../../src/index.ts';
import { sqliteDialect } from '../../src/database/dialect.ts';
import { noSync } from '../../src/database/wal-sync.ts';
import { openSqliteForWriting } from '../../src/sqlite/file.ts';

const [path = '', mode = 'write', count = '30'] = process.argv.slice(2);
interface Tables {
  row: { id: number };
}
const say = (text: string): void => void writeSync(1, `${text}\n`);
const db = mode.startsWith('unsynced')
  ? new Kysely<Tables>({ dialect: sqliteDialect(openSqliteForWriting(path, 'normal'), noSync) })
  : openSqliteDatabase<Tables>(path);
await sql`CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY)`.execute(db);
for (let id = 1; id <= Number(count); id += 1) {
  say(`append ${id}`);
  const written = db.transaction().execute((trx) => trx.insertInto('row').values({ id }).execute());
  if (mode.endsWith('read')) {
    const read = await db.selectFrom('row').select('id').where('id', '=', id).executeTakeFirst();
    if (read) say(`ack ${id}`);
    await written;
  } else {
    await written;
    say(`ack ${id}`);
  }
}
await db.destroy();
