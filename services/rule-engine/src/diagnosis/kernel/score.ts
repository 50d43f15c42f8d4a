import type { Priority } from '@liftwatch/schemas';

const WEIGHT: Readonly<Record<Priority, number>> = { P0: 100, P1: 85, P2: 60, P3: 35, P4: 10 };
const PERSISTENCE_FULL_MS = 600_000;

/**
 * Score 0-100 = weight(priority) x belief x persistence, rounded to one decimal. Weight: P0 100, P1 85, P2 60, P3 35,
 * P4 10. Belief: the stated confidence; of an entrapment 0.6 + 0.4 x confidence, so that somebody who is perhaps shut in
 * never ranks below a nuisance that is certain. Persistence: 1 for rules about people and safety; otherwise it grows from
 * 0.6 at onset to 1 after 10 minutes. It ranks and draws; it never gates or delays a message. Source: ours [D].
 */
export const scoreOf = (o: {
  priority: Priority;
  confidence: number;
  isEntrapment: boolean;
  safety: boolean;
  heldMs: number;
}): number => {
  const persistence = o.safety ? 1 : 0.6 + 0.4 * Math.min(1, Math.max(0, o.heldMs) / PERSISTENCE_FULL_MS);
  const belief = o.isEntrapment ? 0.6 + 0.4 * o.confidence : o.confidence;
  return Math.round(WEIGHT[o.priority] * belief * persistence * 10) / 10;
};
