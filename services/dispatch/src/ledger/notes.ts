import { createHash } from 'node:crypto';
import type { Delivery, Incident } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { writeDown } from './ledger-store.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An incident's new revision: where it stands, who has it, and the hash of the whole document, its timeline included. */
export const noteIncident = (trx: Db, incident: Incident): Promise<void> =>
  writeDown(trx, {
    atMs: incident.updatedAtMs,
    kind: 'incident',
    subject: incident.incidentId,
    facts: {
      revision: incident.revision,
      episode: incident.episode,
      state: incident.state,
      kind: incident.kind,
      priority: incident.priority,
      liftId: incident.liftId,
      owner: incident.response?.owner?.id,
      acknowledgedAtMs: incident.response?.acknowledgedAtMs,
      last: incident.timeline.at(-1)?.what,
      documentHash: sha256(JSON.stringify(incident)),
    },
  });

/** A message's new state: to which contact, by which carrier; never its address or text. */
export const noteDelivery = (trx: Db, delivery: Delivery): Promise<void> => {
  const { acceptedAtMs = 0, deliveredAtMs = 0, acknowledgedAtMs = 0, failedAtMs = 0, createdAtMs } = delivery;
  return writeDown(trx, {
    atMs: Math.max(createdAtMs, acceptedAtMs, deliveredAtMs, acknowledgedAtMs, failedAtMs),
    kind: 'delivery',
    subject: delivery.deliveryId,
    facts: {
      incidentId: delivery.incidentId,
      contact: delivery.recipientId,
      channel: delivery.channel,
      notice: delivery.notice,
      state: delivery.state,
      provider: delivery.provider,
      attempts: delivery.attempts,
      possiblyRepeated: delivery.possiblyRepeated,
    },
  });
};
