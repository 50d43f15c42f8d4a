import { workerData } from 'node:worker_threads';
import type { Finding, UnixMs } from '@liftwatch/schemas';
import { serveThread } from '../thread/serve.ts';
import type { FindingLog } from './port.ts';
import { openSqliteFindingLog, type SqliteFindingLogOptions } from './sqlite.ts';

let log: FindingLog;

serveThread({
  async open() {
    log = await openSqliteFindingLog(workerData as SqliteFindingLogOptions);
  },
  claim: (partition: number, engineId: string) => log.claim(partition, engineId),
  append: (partition: number, epoch: number, lines: readonly Finding[]) => log.append(partition, epoch, lines),
  forget: (beforeMs: UnixMs, most: number) => log.forget(beforeMs, most),
  close: () => log.close(),
});
