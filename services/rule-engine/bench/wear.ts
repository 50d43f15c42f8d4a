/**
 * Early warning on made lifts: healthy ones and each kind of wear, through the engine's own `step`.
 *
 *   node --conditions=liftwatch-dev bench/wear.ts [--lifts 20] [--days 180] [--trips 60] [--seed 1] [--json]
 *
 * Wear begins after 60 days and grows, slowly first, to replacement 60 days later. Reported per kind: share found at
 * all, and 7 days before replacement; median lead; causes named; false warnings; bytes per lift.
 */
import { parseArgs } from 'node:util';
import { warningComponents, type Finding, type Reading, type WarningComponent } from '@liftwatch/schemas';
import { createPartition, judges, newOutput, snapshotLift, step, wearOf } from '../src/diagnosis/index.ts';
import { signsOf } from '../src/warning/evidence/sign.ts';
import type { LiftWear } from '../src/warning/index.ts';
import { seeded } from './detectors/series.ts';
import { doorOf, FLOORS, makeLift, tripOf, type Worn } from './wear/lift.ts';

const { values: o } = parseArgs({
  options: {
    lifts: { type: 'string', default: '20' },
    days: { type: 'string', default: '180' },
    trips: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const [lifts, days, trips, seed] = [Number(o.lifts), Number(o.days), Number(o.trips), Number(o.seed)];
const START_MS = 1_767_225_600_000;
const DAY_MS = 86_400_000;
const [ONSET_DAY, LIFE_DAYS] = [60, 60];

/** Busy from 7 to 21 h, 40 % less at weekends. */
const moments = (random: () => number, day: number): number[] => {
  const weekend = (Math.floor(START_MS / DAY_MS) + day + 3) % 7 >= 5;
  const count = Math.round(trips * (weekend ? 0.6 : 1) * (0.8 + 0.4 * random()));
  return Array.from({ length: count }, () => START_MS + day * DAY_MS + (7 + 14 * random()) * 3_600_000).sort(
    (a, b) => a - b,
  );
};

interface Told {
  readonly findings: Finding[];
  readonly bytes: number;
  readonly learningBytes: number;
  /** When the first feature was seen at its act limit; undefined: never. */
  readonly limitMs: number | undefined;
}

const isAtLimit = (m: LiftWear, component: WarningComponent, nowMs: number): boolean =>
  signsOf(m, component, { nowMs }).some(({ score, share }) => score >= 1 && share >= 1);

const run = (number: number, wornAt: (life: number) => Worn): Told => {
  const random = seeded(seed * 1_000_003 + number * 7_919);
  const lift = makeLift(random);
  const partition = createPartition(0);
  const out = newOutput();
  const liftId = `M${number}`;
  let [floor, seq, learningBytes] = [1, 0, 0];
  let limitMs: number | undefined;
  const give = (atMs: number, reading: Reading): void => {
    const whole = { ...reading, body: { ...reading.body, at: atMs, boot: 'b', seq: ++seq } } as Reading;
    step(
      partition,
      { type: 'readings', receivedAtMs: atMs, terminalId: 'T', liftId, sentAtMs: undefined, readings: [whole] },
      out,
    );
  };
  const say = (atMs: number, body: object): void => give(atMs, { kind: 'state', body: { at: atMs, ...body } });
  say(START_MS, { serviceMode: 'normal', carStatus: 'stopped', passengerPresent: false });
  for (let day = 0; day < days; day++) {
    const life = Math.min(1, Math.max(0, (day - ONSET_DAY) / LIFE_DAYS));
    if (life >= 1) break;
    const worn = wornAt(life ** 1.5);
    for (const atMs of moments(random, day)) {
      const to = (floor + 1 + Math.floor(random() * (FLOORS.length - 1))) % FLOORS.length;
      const at = Math.round(atMs);
      const empty = random() < 0.35;
      say(at - 5_000, { passengerPresent: !empty });
      give(at, tripOf(lift, worn, { random, atMs: at, from: floor, to, empty }));
      give(at + 9_000, doorOf(lift, worn, { random, atMs: at + 9_000, floor: to }));
      floor = to;
    }
    const state = partition.lifts.get(liftId);
    const m = state && wearOf(state);
    if (m && limitMs === undefined && warningComponents.some(({ component }) => isAtLimit(m, component, state.logMs)))
      limitMs = state.logMs;
    if (state && day <= 20) learningBytes = Math.max(learningBytes, snapshotLift(state, judges).length);
  }
  const state = partition.lifts.get(liftId);
  if (out.failures.length > 0) console.error(out.failures[0]?.error);
  return {
    findings: out.findings.filter((f) => f.warning),
    bytes: state ? snapshotLift(state, judges).length : 0,
    learningBytes,
    limitMs,
  };
};

const kinds: Record<string, (share: number) => Worn> = {
  healthy: () => ({}),
  'door operator': (x) => ({ doorOperator: x }),
  'landing door': (x) => ({ landingDoor: x }),
  'lock contact': (x) => ({ lockContact: x }),
  'brake lining': (x) => ({ brakeLining: x }),
  sheave: (x) => ({ sheave: x }),
  bearing: (x) => ({ bearing: x }),
  guides: (x) => ({ guides: x }),
  levelling: (x) => ({ levelling: x }),
  'load cell': (x) => ({ loadCell: x }),
};

const middle = (list: readonly number[]): number | null => [...list].sort((a, b) => a - b)[list.length >> 1] ?? null;
const rows: Record<string, unknown>[] = [];
for (const [kind, worn] of Object.entries(kinds)) {
  if (!kind.includes(o.only)) continue;
  const started = performance.now();
  const told = Array.from({ length: lifts }, (_, i) => run(i, kind === 'healthy' ? () => ({}) : worn));
  const raised = told.map(({ findings }) => findings.filter((f) => f.change === 'raised'));
  const endMs = START_MS + (ONSET_DAY + LIFE_DAYS) * DAY_MS;
  const onsetMs = START_MS + ONSET_DAY * DAY_MS;
  const early = raised.map((list) => list.find((f) => f.at >= onsetMs));
  const leads = kind === 'healthy' ? [] : early.flatMap((f) => (f ? [(endMs - f.at) / DAY_MS] : []));
  const before = raised.flat().filter((f) => kind === 'healthy' || f.at < onsetMs).length;
  const horizons = told.flatMap(({ findings, limitMs }) =>
    findings.flatMap(({ at, warning }) =>
      warning?.horizon && limitMs !== undefined && at < limitMs
        ? [{ h: warning.horizon, leftH: (limitMs - at) / 3_600_000 }]
        : [],
    ),
  );
  const held = horizons.filter(({ h, leftH }) => h.lowH <= leftH && leftH <= (h.highH ?? Infinity));
  rows.push({
    kind,
    found: `${leads.length}/${lifts}`,
    'found 7 d ahead': leads.filter((lead) => lead >= 7).length,
    'lead, d': middle(leads)?.toFixed(1) ?? '',
    acts: told.filter(({ findings }) => findings.some((f) => f.stage === 'alarm')).length,
    causes: [...new Set(early.flatMap((f) => (f?.warning ? [f.warning.cause] : [])))].join(' '),
    'false warnings': before,
    horizons: horizons.length === 0 ? '' : `${held.length}/${horizons.length}`,
    bytes: Math.max(...told.map(({ bytes }) => bytes)),
    'bytes learning': Math.max(...told.map(({ learningBytes }) => learningBytes)),
    ms: Math.round((performance.now() - started) / lifts),
  });
}
if (o.json) console.log(JSON.stringify({ lifts, days, trips, seed, rows }));
else console.table(rows);
