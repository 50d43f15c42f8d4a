import type { Generated } from 'kysely';

/** Documents are JSON text, checked when written; columns beside them are what queries ask for. Times are UTC ms. */
export interface DispatchTables {
  pipeline: { id: number; position: number; now_ms: number };
  incident: {
    incident_id: string;
    scope: string;
    lift_id: string | null;
    site_id: string | null;
    district_id: string | null;
    kind: string;
    state: string;
    /** 1 = suspected, alarm or resolved. */
    is_open: number;
    priority: string;
    opened_at_ms: number;
    updated_at_ms: number;
    document: string;
  };
  /** Every firm that an incident concerns; a shared cause can concern several. */
  incident_firm: { incident_id: string; firm_id: string };
  /** What changed, in order: what the live stream tells, and goes on from. `document`: the event's data. */
  change: { seq: Generated<number>; at_ms: number; type: string; incident_id: string; document: string };
  /** Incidents whose points are due in the time series: one row each, with the revision that made them due. */
  incident_point: { incident_id: string; revision: number };
  finding_seen: { finding_id: string; revision: number; stage: string; priority: string; incident_ids: string };
  /** Lines that could not be taken, kept as evidence; nobody was told by them. */
  finding_set_aside: { position: number; document: string; error: string; at_ms: number };
  finding_held: { finding_id: string; held_until_ms: number; document: string };
  delivery: {
    seq: Generated<number>;
    delivery_id: string;
    incident_id: string;
    recipient_id: string;
    channel: string;
    /** Deliveries of one endpoint share a worker: a dead one delays nobody else. */
    endpoint: string;
    /** 0: about people in danger, sent first; 1: all else. */
    turn: number;
    /** 1: says that nobody need come. */
    calls_off: number;
    /** Until when what says the opposite waits for word of it. */
    word_until_ms: number;
    /** Of a call: the number that it rings. */
    line: string | null;
    state: string;
    due_at_ms: number;
    lease_until_ms: number;
    attempts: number;
    document: string;
  };
  /** Lines that a call has now, or may have until then. */
  phone_line: { line: string; delivery_id: string; until_ms: number };
  /** One row for each time that something was sent; never an address. */
  delivery_attempt: {
    seq: Generated<number>;
    delivery_id: string;
    attempt: number;
    at_ms: number;
    channel: string;
    provider: string | null;
    carrier_id: string | null;
    /** A keyed hash of the number, to count against a carrier's daily cap. */
    number_key: string | null;
    outcome: string;
    reason: string | null;
  };
  /** When each carrier last said something of any message. */
  carrier_word: { carrier: string; at_ms: number };
  /** When each carrier last brought what a phone wrote: its network is well, whether it sends receipts or not. */
  carrier_heard: { carrier: string; at_ms: number };
  /** Receipts that came before the answer which tells us the carrier's id. */
  receipt_early: { seq: Generated<number>; provider: string; carrier_id: string; state: string; at_ms: number };
  /** By which letter a number answers to an incident. */
  reply_slot: {
    seq: Generated<number>;
    number_key: string;
    incident_id: string;
    slot: string;
    recipient_id: string;
    /** The newest message to that number about it. */
    delivery_id: string;
    at_ms: number;
  };
  access_token: {
    token_id: string;
    label: string;
    role: string;
    /** JSON; null: every row. */
    scope: string | null;
    secret_hash: string;
    created_at_ms: number;
    created_by: string;
    expires_at_ms: number | null;
    revoked_at_ms: number | null;
  };
  /** Answers of changes by their `Idempotency-Key`; status null: under way. */
  idempotency: {
    caller: string;
    key: string;
    request_hash: string;
    at_ms: number;
    status: number | null;
    body: string | null;
  };
  /** The audit chain: never changed, never deleted. */
  ledger: {
    seq: number;
    at_ms: number;
    kind: string;
    subject: string;
    document: string;
    prev_hash: string;
    hash: string;
  };
  test_call: { id: string; lift_id: string; at_ms: number; ok: number };
  /** sent_at_ms: when the last of its ways had it. */
  ledger_head: { at_ms: number; seq: number; hash: string; jws: string; sent_at_ms: number | null };
  ledger_head_way: { head_at_ms: number; way: string; sent_at_ms: number };
  context_outbox: {
    seq: Generated<number>;
    id: string;
    lift_id: string;
    document: string;
    created_at_ms: number;
    published_at_ms: number | null;
  };
  rule_set: {
    seq: Generated<number>;
    version: string;
    author: string;
    reason: string;
    document: string;
    created_at_ms: number;
  };
  rule_set_change: {
    seq: Generated<number>;
    what: string;
    version: string;
    changed_by: string;
    reason: string;
    at_ms: number;
  };
  /** Which version is active, and which runs in the shadow. */
  rule_set_role: { role: string; version: string; since_ms: number };
  /** What each lift was told last in each role; empty: the rules as they come. */
  lift_rules: { lift_id: string; role: string; document: string };
  worklist_item: {
    item_id: string;
    firm_id: string | null;
    lift_id: string;
    state: string;
    is_open: number;
    rule: string;
    document: string;
  };
  worklist_run: { firm_id: string; day: number; ranked_at_ms: number; reason: string; capacity: number };
  worklist_capacity: { firm_id: string; per_day: number; changed_by: string; at_ms: number };
  worklist_mark: { id: number; position: number };
  district: { district_id: string; name: string };
  site: { site_id: string; name: string; district_id: string | null };
  /** document: absent in rows of the first layout. */
  firm: { firm_id: string; name: string; document: string | null };
  station: { station_id: string; district_id: string | null; document: string };
  lift: {
    lift_id: string;
    name: string | null;
    site_id: string | null;
    district_id: string | null;
    firm_id: string | null;
    document: string;
  };
  /** Lifts that were taken out of the registry, as they were registered last: their past is still read and named. */
  removed_lift: {
    lift_id: string;
    name: string | null;
    site_id: string | null;
    district_id: string | null;
    firm_id: string | null;
    document: string;
    removed_at_ms: number;
    removed_by: string;
    reason: string | null;
  };
  /** When a lift changed its firm or its district, and which it left by that. */
  lift_move: { lift_id: string; at_ms: number; firm_id: string | null; district_id: string | null };
  contact: {
    contact_id: string;
    role: string;
    firm_id: string | null;
    site_id: string | null;
    district_id: string | null;
    channel: string;
    address: string;
    /** Several contacts of one person: an SMS and a voice number; absent: the contact is the person. */
    person_id: string | null;
    station_id: string | null;
    language: string | null;
  };
  /** Messages that wait, and those that waited: why, and what became of them. */
  held_back: {
    held_key: string;
    at_ms: number;
    incident_id: string;
    recipient_id: string;
    reason: string;
    document: string;
    ended_at_ms: number | null;
    outcome: string | null;
    seq: Generated<number>;
  };
  silence: { silence_id: string; from_ms: number; to_ms: number; document: string };
  /** Technicians who are signed in to a job. */
  attendance: { lift_id: string; job_id: string; since_ms: number };
  rota: { rota_id: string; firm_id: string; layer: string; document: string };
}
