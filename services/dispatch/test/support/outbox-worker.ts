/**
 * One of several outbox workers over one database file, as a process of its own: `DATABASE LOG NAME [hang]`. Each message
 * that it hands to a carrier is a line of LOG; with `hang` its carriers take what they are given and never answer.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteDatabase } from '@liftwatch/stores';
import type { Channel } from '../../src/channels/channel.ts';
import type { DispatchTables } from '../../src/database/tables.ts';
import { openOffice } from './open-office.ts';

const [path = '', log = '', name = '', hang] = process.argv.slice(2);
const SEND_MS = 5;

const carrier: Channel = {
  async send(delivery) {
    appendFileSync(log, `${JSON.stringify({ by: name, id: delivery.deliveryId, again: delivery.possiblyRepeated })}\n`);
    if (hang !== undefined) await new Promise(() => undefined);
    await wait(SEND_MS);
    return { is: 'delivered' };
  },
};
/** A call: a line when the phone rings, and one when it is over. */
const voice: Channel = {
  async send({ deliveryId: id, address }) {
    appendFileSync(log, `${JSON.stringify({ by: name, id, rings: address })}\n`);
    await wait(SEND_MS);
    appendFileSync(log, `${JSON.stringify({ by: name, id, ends: address })}\n`);
    return { is: 'delivered' };
  },
};
const channels = { webhook: carrier, cap: carrier, sms: carrier, log: carrier, voice };
const database = openSqliteDatabase<DispatchTables>(path);
const office = openOffice(database, channels, {
  nowMs: Date.now,
  onError: (error) => console.error(error),
});
const outbox = office.start();
console.log('started');
process.once('SIGTERM', () => void outbox.close().then(() => database.destroy()));
