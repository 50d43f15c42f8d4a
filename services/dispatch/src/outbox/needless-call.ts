import type { Delivery, Incident } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { asksForAnswer } from '../channels/sms/sms-text.ts';
import { recordDelivery } from '../database/change-log.ts';
import { loadIncident } from '../database/desk-store.ts';
import type { DispatchTables } from '../database/tables.ts';
import { isLive } from '../incidents/states.ts';
import { levelOfRole } from '../routing/level.ts';
import { callsOff, tellsOngoing } from '../routing/notices.ts';
import { NEVER_MS } from './after-attempt.ts';
import { olderThan } from './supersede.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** Why a call is not placed any more. */
export type Needless = NonNullable<Delivery['notPlaced']>;

const goesOn = (incident: Incident, episode: number): boolean =>
  incident.episode === episode && (isLive(incident) || incident.state === 'suspected');

/** Whether somebody has taken it on since this call was decided, which asks for just that. */
const isTakenOn = (call: Delivery, { response }: Incident): boolean =>
  asksForAnswer(call) &&
  call.content.toOwner !== true &&
  response?.owner !== undefined &&
  response.owner.sinceMs >= (call.retriedAtMs ?? call.createdAtMs);

/**
 * Why nobody needs a call that has waited: what it tells of is over, somebody has taken on what it asks for, or it calls somebody off who was
 * never called. undefined: it is placed. Pure.
 */
export const needlessOf = (call: Delivery, incident: Incident, older: readonly Delivery[]): Needless | undefined => {
  if (call.channel !== 'voice') return undefined;
  if (tellsOngoing(call)) {
    if (!goesOn(incident, call.episode)) return 'over';
    return isTakenOn(call, incident) ? 'taken-on' : undefined;
  }
  if (!callsOff(call) || levelOfRole(call.role) === undefined) return undefined;
  const calls = older.filter((one) => one.incidentId === call.incidentId && tellsOngoing(one));
  return calls.length > 0 && calls.every((one) => one.state === 'superseded') ? 'never-called' : undefined;
};

/** A call that nobody needs any more is not placed, and says why; the call as it then stands. */
export const leaveOut = async (db: Db, call: Delivery): Promise<Delivery | undefined> => {
  if (call.channel !== 'voice' || call.state !== 'queued') return undefined;
  const incident = await loadIncident(db, call.incidentId);
  const notPlaced = incident && needlessOf(call, incident, callsOff(call) ? await olderThan(db, call) : []);
  if (notPlaced === undefined) return undefined;
  const left: Delivery = { ...call, state: 'superseded', notPlaced };
  await db
    .updateTable('delivery')
    .set({ state: left.state, due_at_ms: NEVER_MS, lease_until_ms: 0, document: JSON.stringify(left) })
    .where('delivery_id', '=', call.deliveryId)
    .execute();
  await recordDelivery(db, left);
  return left;
};
