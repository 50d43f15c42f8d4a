// Appends to the log of a folder for as long as it lives and says on its standard output what was acknowledged.
// node append.ts DIR honest|early|unsafe|full
import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadingLogWriter, StoreError, type LogBatch } from '../../src/index.ts';

const [dir = '', mode = 'honest', count = '1000000'] = process.argv.slice(2);
const say = (text: string): number => writeSync(1, `${text}\n`);
const writer = await openReadingLogWriter({
  dir,
  partitions: 4,
  minFreeBytes: 0,
  diagnostics: { synchronous: mode === 'unsafe' ? 'off' : 'full' },
});
let receivedAtMs = writer.lastReceivedAtMs;

const nextBatch = (): LogBatch => {
  receivedAtMs++;
  const payload = new TextEncoder().encode(`reading ${receivedAtMs} ${'x'.repeat(200)}`);
  const record = { type: 'reading', receivedAtMs, terminalId: 'T', topic: 'lift/v1/L/state', payload } as const;
  return new Map([0, 1, 2, 3].map((partition) => [partition, [record]]));
};

/** Lifts the limit on file sizes that this process was started with, as if someone had made room. */
const makeRoom = (): void => {
  execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:unlimited']);
};

say('ready');
for (let i = 0; i < Number(count); i++) {
  const batch = nextBatch();
  if (mode === 'early') {
    say(`ack ${receivedAtMs}`);
    await sleep(20);
  }
  for (let refusals = 0; ; refusals++) {
    try {
      await writer.append(batch);
      break;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      say(`refused ${refusals} ${error.code} ${error.recoverable}`);
      // The first refusal folds the journal, which can make room for a while by itself.
      if (refusals === 2) makeRoom();
    }
  }
  if (mode !== 'early') say(`ack ${receivedAtMs}`);
  // Give signals and timers a turn, as the broker's own loop does.
  if (i % 50 === 0) await sleep(0);
}
await writer.close();
