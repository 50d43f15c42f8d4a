// Appends to the log of a folder for as long as it lives and says on its standard output what was acknowledged.
// `seen` says it when a reader beside the writer has read it, `seen-early` lets that reader see it before it is stored.
// node append.ts DIR honest|early|unsafe|full|seen|seen-early
import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { openReadingLogReader, openReadingLogWriter, StoreError, type LogBatch } from '../../src/index.ts';
import type { SegmentFiles } from '../../src/log/segment-file.ts';

const [dir = '', mode = 'honest', count = '1000000'] = process.argv.slice(2);
/** At once, also where the pipe is full: a thread makes it one that does not block. */
const say = (text: string): void => {
  for (;;) {
    try {
      writeSync(1, `${text}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
};
const lateAppend = async (append: () => Promise<void>): Promise<void> => {
  await sleep(20);
  // At the end of the run the file may be closed before.
  await append().catch(() => undefined);
};
const confirmingEarly = (files: SegmentFiles): SegmentFiles => ({
  ...files,
  async open(path) {
    const file = await files.open(path);
    return { ...file, append: async (rows) => void lateAppend(() => file.append(rows)) };
  },
});
const writer = await openReadingLogWriter({
  dir,
  partitions: 4,
  minFreeBytes: 0,
  onThread: mode.startsWith('seen'),
  diagnostics: {
    synchronous: mode === 'unsafe' ? 'off' : 'full',
    ...(mode === 'seen-early' && { files: confirmingEarly }),
  },
});
const reader = await openReadingLogReader({ dir });
let seen = await reader.head(0);

/** Reads on and on until the newest entry has come, which is before or after its append is done. */
const saySeen = async (): Promise<void> => {
  for (;;) {
    for (const { position, records } of await reader.read(0, seen, 10)) {
      seen = position;
      say(`ack ${records[0]?.receivedAtMs}`);
      if (records[0]?.receivedAtMs === receivedAtMs) return;
    }
    await turn();
  }
};

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
      if (mode.startsWith('seen')) say(`append ${receivedAtMs}`);
      const appended = writer.append(batch);
      if (mode.startsWith('seen')) await saySeen();
      await appended;
      break;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      say(`refused ${refusals} ${error.code} ${error.recoverable}`);
      // The first refusal folds the journal, which can make room for a while by itself.
      if (refusals === 2) makeRoom();
    }
  }
  if (mode !== 'early' && !mode.startsWith('seen')) say(`ack ${receivedAtMs}`);
  // Give signals and timers a turn, as the broker's own loop does.
  if (i % 50 === 0) await sleep(0);
}
await reader.close();
await writer.close();
