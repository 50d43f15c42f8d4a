/** Versions never change; what holds is a pointer; who moved it, when and why is kept for good. */
export const ruleSetTables: readonly string[] = [
  `CREATE TABLE rule_set (seq INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, author TEXT NOT NULL, reason TEXT NOT NULL,
    document TEXT NOT NULL, created_at_ms BIGINT NOT NULL)`,
  `CREATE TABLE rule_set_change (seq INTEGER PRIMARY KEY, what TEXT NOT NULL, version TEXT NOT NULL, changed_by TEXT NOT NULL,
    reason TEXT NOT NULL, at_ms BIGINT NOT NULL)`,
  `CREATE TABLE rule_set_role (role TEXT PRIMARY KEY, version TEXT NOT NULL, since_ms BIGINT NOT NULL)`,
  `CREATE TABLE lift_rules (lift_id TEXT NOT NULL, role TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (lift_id, role))`,
];
