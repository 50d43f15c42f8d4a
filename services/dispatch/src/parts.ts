import type { FindingLog, SeriesWriter } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { DispatchConfig } from './config.ts';
import type { DispatchTables } from './database/tables.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { DispatchPolicy } from './pipeline/policy.ts';
import type { Secrets } from './secrets.ts';

export interface DispatchDeps {
  readonly findings: FindingLog;
  readonly database: Kysely<DispatchTables>;
  /** Where incidents and rescue times go for dashboards and reports; absent: they wait in the database. */
  readonly series?: SeriesWriter;
  readonly logger: Logger;
  readonly policy?: DispatchPolicy;
  /** In place of the clock for deadlines. */
  readonly nowMs?: () => number;
  /** In place of the server's clock and of the one that cannot be set. */
  readonly clocks?: { readonly wallMs: () => number; readonly monotonicMs: () => number };
}

/** What every part of the composition is made with. */
export interface Parts {
  readonly config: DispatchConfig;
  readonly deps: DispatchDeps;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  /** Where the SMS gateway reaches us; known once REST listens. */
  readonly ownUrl: () => string;
}
