/** Warnings as firms work on them. Items are kept for good: precision is counted from them. */
export const worklistTables: readonly string[] = [
  `CREATE TABLE worklist_item (item_id TEXT PRIMARY KEY, firm_id TEXT, lift_id TEXT NOT NULL, state TEXT NOT NULL,
    is_open INTEGER NOT NULL, rule TEXT NOT NULL, document TEXT NOT NULL)`,
  `CREATE INDEX worklist_item_firm ON worklist_item (firm_id, is_open)`,
  `CREATE INDEX worklist_item_outcome ON worklist_item (rule, firm_id, state)`,
  `CREATE TABLE worklist_run (firm_id TEXT PRIMARY KEY, day INTEGER NOT NULL, ranked_at_ms BIGINT NOT NULL, reason TEXT NOT NULL,
    capacity INTEGER NOT NULL)`,
  `CREATE TABLE worklist_capacity (firm_id TEXT PRIMARY KEY, per_day INTEGER NOT NULL, changed_by TEXT NOT NULL,
    at_ms BIGINT NOT NULL)`,
  `CREATE TABLE worklist_mark (id INTEGER PRIMARY KEY, position BIGINT NOT NULL)`,
];
