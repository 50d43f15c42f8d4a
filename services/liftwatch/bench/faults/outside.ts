/** Faults of what liftwatch stands upon: receivers, carriers, stores. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Stage } from './injection.ts';
import type { Mood } from './receivers.ts';

/** The next try of a message that failed for a minute comes within half a minute; the probe of an open circuit too. */
const RETRY_MS = 35_000;
/** Held messages of the gateway go out one by one once its network is back. */
const GATEWAY_MS = 15_000;
/** A message whose answer could not be written down waits for its lease; a finding for the next look. */
const DATABASE_MS = 20_000;

const lasting = async (stage: Stage): Promise<{ fromMs: number; toMs: number }> => {
  const fromMs = Date.now();
  await sleep(stage.durationMs);
  return { fromMs, toMs: Date.now() };
};

const moody = (id: string, what: string, mood: Mood, durationS: number): Fault => ({
  id,
  what,
  processes: 4,
  durationS,
  async inject(stage) {
    for (const channel of ['webhook', 'cap'] as const) stage.receivers.setMood(channel, mood);
    const times = await lasting(stage);
    for (const channel of ['webhook', 'cap'] as const) stage.receivers.setMood(channel, 'well');
    stage.outage(what, { ...times, recoverMs: RETRY_MS }, ['webhook', 'cap']);
  },
});

export const refusing = moody('receiver-500', 'firm and platform answer 500 for a minute', 'refuses', 60);
export const hanging = moody(
  'receiver-hangs',
  'firm and platform take messages and never answer, for 30 s',
  'hangs',
  30,
);

export const smscDown: Fault = {
  id: 'smsc-down',
  what: "the SMS gateway's network is away for 30 s",
  processes: 4,
  durationS: 30,
  needs: 'kannel',
  async inject(stage) {
    await stage.kannel?.stopNetwork();
    const { fromMs } = await lasting(stage);
    await stage.kannel?.startNetwork();
    stage.outage('network of the gateway', { fromMs, toMs: Date.now(), recoverMs: GATEWAY_MS }, ['sms']);
  },
};

export const receiptsOutOfOrder: Fault = {
  id: 'receipts',
  what: 'receipts of SMS late and out of order',
  processes: 4,
  durationS: 20,
  async inject(stage) {
    stage.receivers.shuffleReceipts(true);
    await lasting(stage);
    stage.receivers.shuffleReceipts(false);
  },
};

export const databaseLocked = (processes: 1 | 4): Fault => ({
  id: `database-locked-${processes}`,
  what: `dispatch's database locked by another for 20 s, ${processes === 1 ? 'one process' : 'four processes'}`,
  processes,
  durationS: 20,
  async inject(stage) {
    const database = new DatabaseSync(join(stage.dir, 'app.db'), { timeout: 10_000 });
    database.exec('BEGIN IMMEDIATE');
    const times = await lasting(stage);
    database.exec('ROLLBACK');
    database.close();
    stage.outage('database locked', { ...times, recoverMs: DATABASE_MS });
  },
});

export const influxDown: Fault = {
  id: 'influx-down',
  what: 'InfluxDB is away for 30 s',
  processes: 4,
  durationS: 30,
  needs: 'influxd',
  async inject(stage) {
    await stage.influx?.stop();
    await lasting(stage);
    await stage.influx?.restart();
  },
};
