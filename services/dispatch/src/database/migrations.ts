import type { Incident } from '@liftwatch/schemas';
import { sql, type Transaction } from 'kysely';
import type { Migration } from '@liftwatch/stores';
import { ruleSetTables } from '../rule-sets/migration.ts';
import { worklistTables } from '../worklist-desk/migration.ts';

/** Plain SQL that SQLite and PostgreSQL both read, but for the key type of `seq`. */
const statements = [
  `CREATE TABLE pipeline (id INTEGER PRIMARY KEY, position BIGINT NOT NULL, now_ms BIGINT NOT NULL)`,
  `CREATE TABLE incident (incident_id TEXT PRIMARY KEY, scope TEXT NOT NULL, lift_id TEXT, site_id TEXT, kind TEXT NOT NULL,
    state TEXT NOT NULL, is_open INTEGER NOT NULL, priority TEXT NOT NULL, opened_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL, document TEXT NOT NULL)`,
  `CREATE UNIQUE INDEX incident_one_open ON incident (scope, kind) WHERE is_open = 1`,
  `CREATE INDEX incident_newest ON incident (opened_at_ms, incident_id)`,
  `CREATE TABLE finding_seen (finding_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, stage TEXT NOT NULL,
    priority TEXT NOT NULL, incident_ids TEXT NOT NULL)`,
  `CREATE TABLE finding_held (finding_id TEXT PRIMARY KEY, held_until_ms BIGINT NOT NULL, document TEXT NOT NULL)`,
  `CREATE TABLE delivery (seq INTEGER PRIMARY KEY, delivery_id TEXT NOT NULL UNIQUE, incident_id TEXT NOT NULL,
    recipient_id TEXT NOT NULL, channel TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL, due_at_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL, attempts INTEGER NOT NULL, document TEXT NOT NULL)`,
  `CREATE INDEX delivery_due ON delivery (state, endpoint, due_at_ms)`,
  `CREATE INDEX delivery_incident ON delivery (incident_id, recipient_id, seq)`,
  `CREATE TABLE context_outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, lift_id TEXT NOT NULL, document TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL, published_at_ms BIGINT)`,
  `CREATE TABLE district (district_id TEXT PRIMARY KEY, name TEXT NOT NULL)`,
  `CREATE TABLE site (site_id TEXT PRIMARY KEY, name TEXT NOT NULL, district_id TEXT)`,
  `CREATE TABLE firm (firm_id TEXT PRIMARY KEY, name TEXT NOT NULL)`,
  `CREATE TABLE lift (lift_id TEXT PRIMARY KEY, name TEXT, site_id TEXT, district_id TEXT, firm_id TEXT, document TEXT NOT NULL)`,
  `CREATE TABLE contact (contact_id TEXT PRIMARY KEY, role TEXT NOT NULL, firm_id TEXT, site_id TEXT, district_id TEXT,
    channel TEXT NOT NULL, address TEXT NOT NULL)`,
];

const deliveryAttempts = [
  `CREATE TABLE delivery_attempt (seq INTEGER PRIMARY KEY, delivery_id TEXT NOT NULL, attempt INTEGER NOT NULL,
    at_ms BIGINT NOT NULL, channel TEXT NOT NULL, provider TEXT, carrier_id TEXT, number_key TEXT, outcome TEXT NOT NULL,
    reason TEXT)`,
  `CREATE INDEX delivery_attempt_delivery ON delivery_attempt (delivery_id, seq)`,
  `CREATE INDEX delivery_attempt_carrier ON delivery_attempt (provider, carrier_id)`,
  `CREATE INDEX delivery_attempt_number ON delivery_attempt (number_key, provider, at_ms)`,
  `CREATE TABLE receipt_early (seq INTEGER PRIMARY KEY, provider TEXT NOT NULL, carrier_id TEXT NOT NULL, state TEXT NOT NULL,
    at_ms BIGINT NOT NULL)`,
  `CREATE INDEX receipt_early_carrier ON receipt_early (provider, carrier_id)`,
  // due_at_ms of an accepted message is when its receipt is missed; the ones of before wait for none.
  `UPDATE delivery SET due_at_ms = ${Number.MAX_SAFE_INTEGER} WHERE state <> 'queued'`,
];

/** What was there before is written once too. */
const incidentPoints = [
  `CREATE TABLE incident_point (incident_id TEXT PRIMARY KEY, revision INTEGER NOT NULL)`,
  `INSERT INTO incident_point SELECT incident_id, 0 FROM incident`,
];

const replySlots = [
  `CREATE TABLE reply_slot (seq INTEGER PRIMARY KEY, number_key TEXT NOT NULL, incident_id TEXT NOT NULL, slot TEXT NOT NULL,
    recipient_id TEXT NOT NULL, delivery_id TEXT NOT NULL, at_ms BIGINT NOT NULL, UNIQUE (number_key, incident_id))`,
  `ALTER TABLE contact ADD COLUMN language TEXT`,
];

const accessAndLedger = [
  `CREATE TABLE access_token (token_id TEXT PRIMARY KEY, label TEXT NOT NULL, role TEXT NOT NULL, scope TEXT,
    secret_hash TEXT NOT NULL, created_at_ms BIGINT NOT NULL, created_by TEXT NOT NULL, expires_at_ms BIGINT,
    revoked_at_ms BIGINT)`,
  `CREATE TABLE idempotency (caller TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, at_ms BIGINT NOT NULL,
    status INTEGER, body TEXT, PRIMARY KEY (caller, key))`,
  `CREATE INDEX idempotency_at ON idempotency (at_ms)`,
  `CREATE TABLE ledger (seq BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    document TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL)`,
  `CREATE INDEX ledger_subject ON ledger (subject, seq)`,
  `CREATE TABLE ledger_head (at_ms BIGINT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL, jws TEXT NOT NULL,
    sent_at_ms BIGINT)`,
];

const run = async (trx: Transaction<unknown>, these: readonly string[]): Promise<void> => {
  for (const statement of these) await sql.raw(statement).execute(trx);
};

export const dispatchMigrations: readonly Migration[] = [
  {
    name: 'dispatch',
    up: async (trx) => {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  {
    name: 'set-aside',
    up: async (trx) => {
      await sql
        .raw(
          `CREATE TABLE finding_set_aside (position BIGINT PRIMARY KEY, document TEXT NOT NULL, error TEXT NOT NULL,
            at_ms BIGINT NOT NULL)`,
        )
        .execute(trx);
    },
  },
  { name: 'delivery-attempts', up: (trx) => run(trx, deliveryAttempts) },
  {
    name: 'incident-stream',
    up: async (trx) => {
      for (const statement of [
        `ALTER TABLE incident ADD COLUMN district_id TEXT`,
        `CREATE TABLE incident_firm (incident_id TEXT NOT NULL, firm_id TEXT NOT NULL, PRIMARY KEY (incident_id, firm_id))`,
        `CREATE INDEX incident_firm_firm ON incident_firm (firm_id, incident_id)`,
        `CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms BIGINT NOT NULL, type TEXT NOT NULL,
          incident_id TEXT NOT NULL, document TEXT NOT NULL)`,
      ])
        await sql.raw(statement).execute(trx);
      // Incidents of the layout before: their place is in the document.
      const { rows } = await sql<{
        incident_id: string;
        document: string;
      }>`SELECT incident_id, document FROM incident`.execute(trx);
      for (const row of rows) {
        const { lift, suppressed } = JSON.parse(row.document) as Incident;
        await sql`UPDATE incident SET district_id = ${lift.districtId ?? null} WHERE incident_id = ${row.incident_id}`.execute(
          trx,
        );
        for (const firm of new Set([lift.firmId, ...suppressed.map((s) => s.firmId)]))
          if (firm !== undefined)
            await sql`INSERT INTO incident_firm (incident_id, firm_id) VALUES (${row.incident_id}, ${firm})`.execute(
              trx,
            );
      }
    },
  },
  { name: 'rule-sets', up: (trx) => run(trx, ruleSetTables) },
  { name: 'incident-points', up: (trx) => run(trx, incidentPoints) },
  {
    name: 'duty-and-silence',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE rota (rota_id TEXT PRIMARY KEY, firm_id TEXT NOT NULL, layer TEXT NOT NULL, document TEXT NOT NULL)`,
        `ALTER TABLE contact ADD COLUMN person_id TEXT`,
        `ALTER TABLE contact ADD COLUMN station_id TEXT`,
        `ALTER TABLE firm ADD COLUMN document TEXT`,
        `CREATE TABLE station (station_id TEXT PRIMARY KEY, district_id TEXT, document TEXT NOT NULL)`,
        `CREATE TABLE held_back (seq INTEGER PRIMARY KEY, held_key TEXT NOT NULL, at_ms BIGINT NOT NULL, incident_id TEXT NOT NULL,
          recipient_id TEXT NOT NULL, reason TEXT NOT NULL, document TEXT NOT NULL, ended_at_ms BIGINT, outcome TEXT)`,
        `CREATE UNIQUE INDEX held_back_waiting ON held_back (held_key) WHERE ended_at_ms IS NULL`,
        `CREATE TABLE silence (silence_id TEXT PRIMARY KEY, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, document TEXT NOT NULL)`,
        `CREATE TABLE attendance (lift_id TEXT NOT NULL, job_id TEXT NOT NULL, since_ms BIGINT NOT NULL, PRIMARY KEY (lift_id, job_id))`,
        `CREATE INDEX incident_scope ON incident (scope, kind, opened_at_ms)`,
      ]),
  },
  { name: 'worklist', up: (trx) => run(trx, worklistTables) },
  { name: 'reply-slots', up: (trx) => run(trx, replySlots) },
  { name: 'access-and-ledger', up: (trx) => run(trx, accessAndLedger) },
  {
    name: 'test-calls',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE test_call (id TEXT PRIMARY KEY, lift_id TEXT NOT NULL, at_ms BIGINT NOT NULL, ok INTEGER NOT NULL)`,
        `CREATE INDEX test_call_lift ON test_call (lift_id, at_ms)`,
      ]),
  },
  {
    name: 'people-first',
    up: (trx) =>
      run(trx, [
        `ALTER TABLE delivery ADD COLUMN turn INTEGER NOT NULL DEFAULT 1`,
        `DROP INDEX delivery_due`,
        `CREATE INDEX delivery_due ON delivery (state, endpoint, turn, due_at_ms)`,
        `UPDATE delivery SET turn = 0 WHERE state = 'queued' AND document LIKE '%"kind":"entrapment"%'`,
      ]),
  },
  {
    name: 'in-order',
    up: (trx) =>
      run(trx, [
        `ALTER TABLE delivery ADD COLUMN calls_off INTEGER NOT NULL DEFAULT 0`,
        `ALTER TABLE delivery ADD COLUMN word_until_ms BIGINT NOT NULL DEFAULT 0`,
        `UPDATE delivery SET calls_off = 1 WHERE state = 'queued' AND (document LIKE '%"notice":"withdrawn"%'
          OR document LIKE '%"notice":"released"%' OR document LIKE '%"notice":"rejected"%' OR document LIKE '%"notice":"taken"%')`,
      ]),
  },
  {
    name: 'ledger-head-ways',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE ledger_head_way (head_at_ms BIGINT NOT NULL, way TEXT NOT NULL, sent_at_ms BIGINT NOT NULL,
          PRIMARY KEY (head_at_ms, way))`,
      ]),
  },
  {
    name: 'removed-lifts',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE removed_lift (lift_id TEXT PRIMARY KEY, name TEXT, site_id TEXT, district_id TEXT, firm_id TEXT,
          document TEXT NOT NULL, removed_at_ms BIGINT NOT NULL, removed_by TEXT NOT NULL, reason TEXT)`,
      ]),
  },
  {
    name: 'carrier-word',
    up: (trx) => run(trx, [`CREATE TABLE carrier_word (carrier TEXT PRIMARY KEY, at_ms BIGINT NOT NULL)`]),
  },
  {
    name: 'carrier-heard',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE carrier_heard (carrier TEXT PRIMARY KEY, at_ms BIGINT NOT NULL)`,
        `CREATE INDEX delivery_attempt_provider ON delivery_attempt (provider, outcome, at_ms)`,
      ]),
  },
  {
    name: 'lift-moves',
    up: (trx) =>
      run(trx, [
        `CREATE TABLE lift_move (lift_id TEXT NOT NULL, at_ms BIGINT NOT NULL, firm_id TEXT, district_id TEXT,
          PRIMARY KEY (lift_id, at_ms))`,
        `CREATE INDEX lift_move_at ON lift_move (at_ms)`,
      ]),
  },
  {
    name: 'phone-lines',
    up: (trx) =>
      run(trx, [
        `ALTER TABLE delivery ADD COLUMN line TEXT`,
        `CREATE INDEX delivery_line ON delivery (line) WHERE state = 'queued' AND line IS NOT NULL`,
        `CREATE TABLE phone_line (line TEXT PRIMARY KEY, delivery_id TEXT NOT NULL, until_ms BIGINT NOT NULL)`,
        `CREATE INDEX phone_line_delivery ON phone_line (delivery_id)`,
      ]),
  },
];
