import { workerData } from 'node:worker_threads';
import { openSqliteForWriting } from '../sqlite/file.ts';
import { serveThread } from '../thread/serve.ts';

const { path } = workerData as { readonly path: string };
const db = openSqliteForWriting(path, 'normal');

serveThread({
  checkpoint: () => void db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get(),
  close: () => db.close(),
});
