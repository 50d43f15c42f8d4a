import { rescueLimits, type UnixMs, type Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { isExercise } from './exercise.ts';
import { pointLine } from './point.ts';
import { isLive } from './rescue-fact.ts';

type Db = Kysely<DispatchTables>;

const count = async (db: Db, table: 'context_outbox' | 'finding_set_aside' | 'incident_point'): Promise<number> => {
  let rows = db.selectFrom(table).select((e) => e.fn.countAll<number>().as('count'));
  if (table === 'context_outbox') rows = rows.where('published_at_ms', 'is', null);
  return Number((await rows.executeTakeFirst())?.count ?? 0);
};

const messages = async (db: Db, state: 'queued' | 'failed') => {
  const row = await db
    .selectFrom('delivery')
    .select([(e) => e.fn.countAll<number>().as('count'), (e) => e.fn.min('due_at_ms').as('oldest')])
    .where('state', '=', state)
    .executeTakeFirst();
  return { count: Number(row?.count ?? 0), oldestMs: row?.oldest === null ? undefined : Number(row?.oldest) };
};

const lifts = async (db: Db): Promise<{ readonly all: number; readonly withoutPlace: number }> => {
  const row = await db
    .selectFrom('lift')
    .select([(e) => e.fn.countAll<number>().as('all'), (e) => e.fn.count<number>('district_id').as('placed')])
    .executeTakeFirst();
  return { all: Number(row?.all ?? 0), withoutPlace: Number(row?.all ?? 0) - Number(row?.placed ?? 0) };
};

/** Open incidents as they are stored. */
export const openIncidents = async (db: Db): Promise<readonly Incident[]> => {
  const rows = await db.selectFrom('incident').select('document').where('is_open', '=', 1).execute();
  return rows.map((row) => JSON.parse(row.document) as Incident);
};

/** How dispatch is at a minute: one point, so that a hole in the series is a minute without dispatch. */
export const minuteLine = async (db: Db, open: readonly Incident[], nowMs: UnixMs): Promise<string> => {
  const entrapments = open.filter((one) => one.kind === 'entrapment' && isLive(one) && !isExercise(one));
  const isLate = (one: Incident): boolean =>
    one.response?.arrivedAtMs === undefined && nowMs - (one.alarmAtMs ?? nowMs) > rescueLimits.arrival.value * 1_000;
  const waiting = await messages(db, 'queued');
  const registered = await lifts(db);
  return pointLine(
    'dispatch_1m',
    {
      tags: {},
      fields: {
        open_incidents: open.filter((one) => isLive(one) && !isExercise(one)).length,
        live_entrapments: entrapments.length,
        late_entrapments: entrapments.filter(isLate).length,
        messages_waiting: waiting.count,
        oldest_waiting_s: waiting.oldestMs === undefined ? 0 : Math.max(0, (nowMs - waiting.oldestMs) / 1_000),
        messages_failed: (await messages(db, 'failed')).count,
        context_waiting: await count(db, 'context_outbox'),
        set_aside: await count(db, 'finding_set_aside'),
        points_waiting: await count(db, 'incident_point'),
        registered_lifts: registered.all,
        lifts_without_place: registered.withoutPlace,
      },
    },
    { atMs: Math.floor(nowMs / 60_000) * 60_000, counter: 0 },
  );
};
