import type { Finding, Incident, UnixMs } from '@liftwatch/schemas';

/** An exercise that somebody stages at a lift: by whom, where, since when. */
export interface Drill {
  readonly drillId: string;
  readonly liftId: string;
  readonly lift: Incident['lift'];
  readonly by: string;
  readonly note?: string;
}

const RULE = 'drill';

/** Its finding is dispatch's own: the engine knows nothing of it and need not hear how it ends. */
export const isStaged = (findingId: string): boolean => findingId.startsWith(`${RULE}-`);

/** The finding of an exercise: an entrapment in words, tagged so that no real one of the lift ever meets it. Pure. */
export const drillFinding = (drill: Drill, atMs: UnixMs): Finding => ({
  findingId: `${RULE}-${drill.drillId}`,
  revision: 1,
  change: 'raised',
  stage: 'alarm',
  confirmation: 'none',
  liftId: drill.liftId,
  code: 'X02',
  incidentKind: 'entrapment',
  priority: 'P1',
  rule: { name: RULE, version: '1' },
  onsetAtMs: atMs,
  at: atMs,
  receivedAtMs: atMs,
  ageMs: 0,
  occupancy: 'occupied',
  confidence: 1,
  score: 0,
  lift: drill.lift,
  tags: ['drill'],
  explanation: {
    summary: { zh: '演练：模拟困人，轿厢内无人', en: 'Exercise: entrapment simulated, nobody is in the car' },
    evidence: [
      {
        kind: 'context',
        atMs,
        receivedAtMs: atMs,
        what: {
          zh: `${drill.by} 发起演练${drill.note === undefined ? '' : `：${drill.note}`}`,
          en: `started by ${drill.by}${drill.note === undefined ? '' : `: ${drill.note}`}`,
        },
      },
    ],
    thresholds: [],
    clearsWhen: { zh: '参加者解除并关闭', en: 'its participants release and close it' },
  },
});
