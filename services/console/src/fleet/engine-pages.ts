import { askJson, type Upstream } from '../upstream/ask.ts';
import type { LiftCondition } from './fleet-lift.ts';

/** A lift as the engine's list tells it. */
export interface JudgedLift {
  readonly liftId: string;
  readonly registered: boolean;
  readonly name: string | null;
  readonly condition: LiftCondition;
  readonly heardAtMs: number | null;
  readonly districtId: string | null;
  readonly firmId: string | null;
  readonly openFindings: number | null;
}

const PAGE_LIFTS = 1_000;

/** Every lift that the engine has heard of or knows facts of, page by page. */
export const readJudgedLifts = async (engine: Upstream): Promise<ReadonlyMap<string, JudgedLift>> => {
  const lifts = new Map<string, JudgedLift>();
  let after = '';
  for (;;) {
    const page = await askJson<{ lifts: JudgedLift[]; next: string | null }>(
      engine,
      `api/v1/lifts?limit=${PAGE_LIFTS}${after}`,
    );
    for (const lift of page.lifts) lifts.set(lift.liftId, lift);
    if (page.next === null) return lifts;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
};
