import type { FindingLine } from '@liftwatch/stores';
import type { LiftAnswer, LiftDetailAnswer, RuleListing } from './schemas.ts';
import type { HealthAnswer, WarningsAnswer } from './wear-schemas.ts';

export interface PartitionStanding {
  readonly partition: number;
  readonly state: 'starting' | 'catching-up' | 'live' | 'superseded' | 'failing' | 'stopped';
  readonly position: number;
  readonly head: number;
  readonly lagS: number | null;
}

/** What the REST surface asks of the engine. */
export interface EngineView {
  readiness(): { readonly ready: boolean; readonly reasons: string[]; readonly partitions: PartitionStanding[] };
  rules(): RuleListing[];
  /** Lifts by id after `after`, at most `limit`. */
  lifts(after: string, limit: number): LiftAnswer[];
  lift(liftId: string): LiftDetailAnswer | undefined;
  /** Health of a lift by component; undefined: the lift is not known here. */
  health(liftId: string): HealthAnswer | undefined;
  /** Open warnings of a lift; undefined: the lift is not known here. */
  warnings(liftId: string): WarningsAnswer | undefined;
  /** Lines of the finding log; `reached` is the position up to which was looked. */
  findings(query: {
    readonly after: number;
    readonly liftId?: string | undefined;
    readonly sinceMs?: number | undefined;
    readonly limit: number;
  }): Promise<{ readonly lines: FindingLine[]; readonly reached: number; readonly more: boolean }>;
  metrics(): Promise<string>;
  readonly metricsType: string;
}

export const ENGINE_VIEW = Symbol('EngineView');
