/** A reader of the finding log in a thread of its own, as dispatch is one: when each alarm was there to be read. */
import { openSqliteFindingLog, serveThread, type FindingLog } from '@liftwatch/stores';
import type { CommittedFinding } from './server.ts';

const committed: CommittedFinding[] = [];
let findings: FindingLog;
let after = 0;
let reading: Promise<void> = Promise.resolve();

const readOn = async (): Promise<void> => {
  for (const { position, finding } of await findings.read(after, 1_000)) {
    after = position;
    const { liftId, code, onsetAtMs, at, stage } = finding;
    const committedAtMs = performance.timeOrigin + performance.now();
    if (stage === 'alarm') committed.push({ liftId, code, onsetAtMs, at, committedAtMs });
  }
};

serveThread({
  async start(path: string) {
    findings = await openSqliteFindingLog({ path });
    findings.onAppended(() => {
      reading = reading.then(readOn);
    });
  },
  async committed() {
    reading = reading.then(readOn);
    await reading;
    return committed;
  },
  close: () => findings.close(),
});
