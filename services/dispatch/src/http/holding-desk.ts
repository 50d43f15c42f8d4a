import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Scope } from '../access/principal.ts';
import { isPlaceIn } from '../access/rows.ts';
import type { HeldBack } from '../holding/held-back.ts';
import type { Silence } from '../holding/silence.ts';
import { DispatchError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { beyondScope } from './access.ts';
import type { DeskService } from './desk.ts';
import type { DeskParts } from './open-desk.ts';
import { paged } from './page.ts';
import { reasonText } from './reason-words.ts';

const invalid = (message: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_BODY_INVALID', message, { recoverable: false });

const unknown = (silenceId: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no silence ${silenceId}: list them with GET /api/v1/silences`, {
    recoverable: false,
  });

const listHeldBack = async (
  { deps }: Parts,
  query: { readonly limit: number; readonly after?: string | undefined; readonly waiting?: string | undefined },
): Promise<object> => {
  let select = deps.database
    .selectFrom('held_back')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(query.limit + 1);
  if (query.waiting !== undefined)
    select = select.where('ended_at_ms', query.waiting === 'true' ? 'is' : 'is not', null);
  if (query.after !== undefined) select = select.where('seq', '<', Number(query.after));
  const { items, next } = paged(await select.execute(), query.limit, (row) => String(row.seq));
  return {
    next,
    items: items.map((row) => {
      const { delivery, next: way, why: words } = JSON.parse(row.document) as HeldBack;
      const { notice, channel, content } = delivery;
      const who = { incidentId: row.incident_id, recipientId: row.recipient_id };
      const why = { reason: row.reason, reasonText: words ?? reasonText(row.reason) };
      const what = { notice, channel, ...why, next: way, summary: content.summary };
      return { atMs: Number(row.at_ms), ...who, ...what, endedAtMs: row.ended_at_ms, outcome: row.outcome };
    }),
  };
};

/** A place that nobody knows silences nothing, while whoever wrote it believes that it does; undefined: it is known. */
const unknownPlace = async (
  db: Parts['deps']['database'],
  { liftId, siteId }: { readonly liftId?: string | undefined; readonly siteId?: string | undefined },
): Promise<string | undefined> => {
  const has = async (table: 'lift' | 'site' | 'incident', column: 'lift_id' | 'site_id', id: string) =>
    (await db
      .selectFrom(table)
      .select(sql`1`.as('one'))
      .where(sql.ref(column), '=', id)
      .limit(1)
      .executeTakeFirst()) !== undefined;
  if (siteId !== undefined && !(await has('site', 'site_id', siteId)))
    return `siteId: ${siteId} is no site of the registry: look it up under /api/v1/sites`;
  // A lift that nobody has registered is judged too.
  if (liftId === undefined || (await has('lift', 'lift_id', liftId)) || (await has('incident', 'lift_id', liftId)))
    return undefined;
  return `liftId: ${liftId} is not registered and has had no incident: look it up under /api/v1/lifts`;
};

/** Silences, maintenance windows, and what waits. */
export const holdingPart = (parts: Parts, own: DeskParts) => {
  const { deps, nowMs } = parts;
  const find = async (silenceId: string): Promise<Silence | undefined> => {
    const row = await deps.database
      .selectFrom('silence')
      .select('document')
      .where('silence_id', '=', silenceId)
      .executeTakeFirst();
    return row && (JSON.parse(row.document) as Silence);
  };
  const stored = async (silenceId: string): Promise<Silence> => {
    const found = await find(silenceId);
    if (found) return found;
    throw unknown(silenceId);
  };
  const isOf = async (place: Parameters<typeof isPlaceIn>[1], scope: Scope | undefined): Promise<boolean> =>
    scope === undefined || isPlaceIn(deps.database, place, scope);
  /** An id may name one of the scope's own, to change it, or none yet. */
  const assertOwnOrNew = async (id: string, scope: Scope): Promise<void> => {
    const known = await find(id);
    if (known && !(await isOf(known, scope))) throw beyondScope();
  };
  return {
    heldBack: (query) => listHeldBack(parts, query),
    async silences(query, scope) {
      let select = deps.database.selectFrom('silence').selectAll().where('to_ms', '>', nowMs()).orderBy('silence_id');
      if (query.after !== undefined) select = select.where('silence_id', '>', query.after);
      // Of a scope they are chosen here, since their place stands in the document alone; there are few.
      const rows = await (scope === undefined ? select.limit(query.limit + 1) : select).execute();
      const all = rows.map((row) => JSON.parse(row.document) as Silence);
      const own = await Promise.all(all.map((silence) => isOf(silence, scope)));
      return paged(
        all.filter((_, at) => own[at]),
        query.limit,
        (silence) => silence.silenceId,
      );
    },
    async silence({ id, from, to, ...rest }, scope) {
      if (!(await isOf(rest, scope))) throw beyondScope();
      const stranger = await unknownPlace(deps.database, rest);
      if (stranger !== undefined) throw invalid(stranger);
      if (id !== undefined && scope !== undefined) await assertOwnOrNew(id, scope);
      const fromMs = from === undefined ? nowMs() : Date.parse(from);
      const toMs = Date.parse(to);
      if (toMs <= Math.max(fromMs, nowMs())) throw invalid(`to: ${to} is over already, or before from`);
      const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const silence = { silenceId: id ?? randomUUID(), fromMs, toMs, ...set } as Silence;
      await own.pipeline.silence(silence, nowMs());
      deps.logger.info({ silence }, 'silence set');
      return silence;
    },
    async endSilence(id, author, scope) {
      const silence = await stored(id);
      if (!(await isOf(silence, scope))) throw unknown(id);
      const ended = { ...silence, toMs: Math.min(silence.toMs, nowMs()) };
      await own.pipeline.silence(ended, nowMs());
      deps.logger.info({ silence: ended, author }, 'silence ended');
      return ended;
    },
  } satisfies Partial<DeskService>;
};
