import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { isAboutPeople } from '../channels/sms/sms-text.ts';
import { insertDelivery, loadIncident } from '../database/desk-store.ts';
import { hashOf } from '../database/hash.ts';
import type { DispatchTables } from '../database/tables.ts';
import { isPersonal } from '../holding/stage.ts';
import { isLive } from '../incidents/states.ts';
import { tellsEnd } from '../routing/notices.ts';
import { isSuperseded, newerThan, olderThan } from './supersede.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

const CAME = 'an-end-came-after-it';
/** Without word of either: the call goes out twice more, a receipt's wait apart. */
const MAY_COME = ['an-end-may-come-after-it', 'an-end-may-still-come-after-it'] as const;

/** The same call as a message of its own, marked: it may be the second time that he reads it. */
const again = (call: Delivery, end: Delivery, why: { readonly reason: string; readonly nowMs: UnixMs }): Delivery => ({
  deliveryId: hashOf(`again|${call.deliveryId}|${end.deliveryId}`),
  incidentId: call.incidentId,
  episode: call.episode,
  notice: call.notice,
  role: call.role,
  recipientId: call.recipientId,
  ...(call.personId === undefined ? {} : { personId: call.personId }),
  channel: call.channel,
  ...(call.address === undefined ? {} : { address: call.address }),
  ...(call.language === undefined ? {} : { language: call.language }),
  reason: why.reason,
  content: call.content,
  refersTo: call.refersTo ?? { deliveryId: call.deliveryId, createdAtMs: call.createdAtMs },
  createdAtMs: why.nowMs,
  state: 'queued',
  attempts: 0,
  possiblyRepeated: true,
});

const stands = (call: Delivery, incident: Incident | undefined): boolean =>
  incident !== undefined && isLive(incident) && incident.episode === call.episode;

/**
 * An end has arrived, by its receipt after the newer call to the same person about people in danger: it may be what he read last. The call goes out
 * again, once, as long as it stands and nobody has answered it.
 */
export const callAgain = async (db: Db, end: Delivery, nowMs: UnixMs): Promise<void> => {
  if (end.state !== 'delivered' || !isPersonal(end) || !tellsEnd(end)) return;
  const last = (await newerThan(db, end)).findLast(({ state }) => state !== 'superseded');
  if (last?.state !== 'delivered' || !isAboutPeople(last) || !isSuperseded(end, last)) return;
  if (stands(last, await loadIncident(db, last.incidentId)))
    await insertDelivery(db, again(last, end, { reason: CAME, nowMs }));
};

/**
 * No receipt came of a call about people in danger, and none of the end before it: a gateway that was away may hold both, and nobody would learn in
 * which order they arrive. The call goes out again, behind both, as long as it stands and nobody has taken it on; and once more, if that one is met by silence too.
 */
export const callAgainUnheard = async (db: Db, call: Delivery, nowMs: UnixMs): Promise<void> => {
  if (call.state !== 'accepted' || !isPersonal(call) || !isAboutPeople(call)) return;
  const reason = MAY_COME[MAY_COME.findIndex((one) => one === call.reason) + 1];
  if (reason === undefined || (await newerThan(db, call)).some(({ state }) => state !== 'superseded')) return;
  const older = await olderThan(db, call);
  const end = older.findLast((one) => one.state === 'accepted' && isSuperseded(one, call));
  const incident = end && (await loadIncident(db, call.incidentId));
  if (!end || incident?.response?.owner !== undefined || !stands(call, incident)) return;
  await insertDelivery(db, again(call, end, { reason, nowMs }));
};
