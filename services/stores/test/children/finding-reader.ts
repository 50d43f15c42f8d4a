/** A reader of the finding log in a thread of its own, which hardly ever looks for lines by itself. */
import { workerData } from 'node:worker_threads';
import { openSqliteFindingLog, serveThread, type FindingLog } from '../../src/index.ts';

let log: FindingLog;
const lines: string[] = [];
let reading: Promise<void> = Promise.resolve();
let after = 0;

const readOn = async (): Promise<void> => {
  for (const { position, finding } of await log.read(after, 100)) {
    after = position;
    lines.push(finding.findingId);
  }
};

serveThread({
  async open() {
    log = await openSqliteFindingLog({ path: workerData as string, pollMs: 3_600_000 });
    log.onAppended(() => {
      reading = reading.then(readOn);
    });
  },
  lines: () => reading.then(() => [...lines]),
  close: () => log.close(),
});
