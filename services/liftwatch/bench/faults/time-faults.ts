/** Faults of clocks and of the order in which readings come. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './injection.ts';

const DAY_MS = 86_400_000;
const UNTIDY_SHARE = 0.1;
/** An overtaken reading waits for up to forty others of its connection. */
const OVERTAKEN_MS = 5_000;
const LIBRARY = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

export const canFakeTime = (): boolean => LIBRARY !== undefined;

export const terminalClocks: Fault = {
  id: 'terminal-clocks',
  what: "all terminals' clocks set a day ahead",
  processes: 4,
  durationS: 20,
  load: (leadS) => ({ 'clock-from-s': leadS, 'clock-offset-ms': DAY_MS }),
  inject: (stage) => sleep(stage.durationMs),
};

const clockFile = (dir: string): string => join(dir, 'clock');

/** The clock of all four processes is set while they run; their monotonic clocks go on, as on a real machine. */
export const serverClock: Fault = {
  id: 'server-clock',
  what: "the server's clock set a day ahead (faketime), and back",
  processes: 4,
  durationS: 20,
  needs: 'faketime',
  clock: (dir) => {
    writeFileSync(clockFile(dir), '+0');
    return {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME_TIMESTAMP_FILE: clockFile(dir),
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  },
  async inject(stage) {
    writeFileSync(clockFile(stage.dir), '+86400');
    await sleep(stage.durationMs);
    writeFileSync(clockFile(stage.dir), '+0');
  },
};

export const untidyNetwork: Fault = {
  id: 'untidy',
  what: 'a tenth of the readings twice, a tenth overtaken by later ones',
  processes: 4,
  durationS: 30,
  load: () => ({ repeated: UNTIDY_SHARE, overtaken: UNTIDY_SHARE }),
  async inject(stage) {
    const fromMs = Date.now() - OVERTAKEN_MS;
    await sleep(stage.durationMs);
    // Readings stay untidy to the end of the load.
    stage.outage('readings overtaken', { fromMs, toMs: Date.now() + 30_000, recoverMs: OVERTAKEN_MS });
  },
};
