/**
 * CPU per reading of the engine's own path, without stores: log entry -> decode -> kernel and all rules -> points.
 *
 *   node --conditions=liftwatch-dev bench/judging.ts [--lifts 15000] [--seconds 20] [--without-wear] [--cpu-prof ...]
 *
 * The mix is that of terminals that report on change: mostly `state` with what changed, some trips, doors, counters and
 * terminal readings. Payloads are made before the clock starts. Build first and run dist for numbers to publish.
 */
import { parseArgs } from 'node:util';
import { newSlice } from '../dist/intake/fold.js';
import { partitionFold } from '../dist/intake/partition-fold.js';
import { newStats } from '../dist/stats.js';
import { decodeRecord } from '../dist/intake/decode.js';
import { judges, rules } from '../dist/diagnosis/index.js';
import { entriesOf } from './judging/mix.ts';

const { values } = parseArgs({
  options: {
    lifts: { type: 'string', default: '15000' },
    seconds: { type: 'string', default: '20' },
    batch: { type: 'string', default: '15' },
    'without-wear': { type: 'boolean', default: false },
  },
});
const lifts = Number(values.lifts);
const seconds = Number(values.seconds);
const batchRecords = Number(values.batch);
const stats = newStats();
const judging = values['without-wear'] ? rules : judges;
const fold = partitionFold({
  partition: 0,
  heartbeatMs: 60_000,
  stats,
  nowMs: () => performance.now(),
  rules: judging,
});
const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const times = { decode: 0, apply: 0, snapshot: 0 };
let [readings, points, findings, saved] = [0, 0, 0, 0];
for (let s = 1; s <= seconds + 3; s++) {
  const entries = entriesOf(s, { lifts, batchRecords });
  const position = entries.at(-1)?.position ?? 0;
  const counts = s > 3;
  let from = cpuUs();
  for (const entry of entries) for (const one of entry.records) decodeRecord(one);
  if (counts) times.decode += cpuUs() - from;
  from = cpuUs();
  const slice = newSlice();
  for (const entry of entries) fold.apply(entry, slice);
  if (counts) times.apply += cpuUs() - from;
  from = cpuUs();
  const snapshots = s % 10 === 0 ? fold.snapshots({ position, changedBeforeMs: performance.now(), atMost: 1e9 }) : [];
  if (counts) times.snapshot += cpuUs() - from;
  if (!counts) continue;
  readings += lifts;
  points += slice.telemetry.count + slice.fault.count;
  findings += slice.findings.length;
  saved += snapshots.length;
}
// A restart: every lift from its snapshot, without the entries that are read again (that is `allUs` each).
const lastPosition = entriesOf(seconds + 3, { lifts, batchRecords }).at(-1)?.position ?? 0;
const checkpoint = {
  position: lastPosition,
  resumePosition: lastPosition,
  partitionState: fold.partitionState(lastPosition),
  snapshots: fold.snapshots({ position: lastPosition, changedBeforeMs: Infinity, atMost: 1e9 }),
};
const restoreFrom = cpuUs();
const again = partitionFold({
  partition: 0,
  heartbeatMs: 60_000,
  stats: newStats(),
  nowMs: () => performance.now(),
  rules: judging,
});
again.restore(checkpoint);
const restoreMs = (cpuUs() - restoreFrom) / 1_000;

const each = (us: number): string => (us / readings).toFixed(2);
console.log(
  JSON.stringify({
    readings,
    points,
    findings,
    failures: stats.ruleFailures,
    decodeUs: each(times.decode),
    allUs: each(times.apply),
    kernelAndPointsUs: each(times.apply - times.decode),
    snapshotUsPerLift: (times.snapshot / Math.max(1, saved)).toFixed(2),
    restoredLifts: again.liftCount,
    restoreMs: Math.round(restoreMs),
    snapshotBytesPerLift: Math.round(
      checkpoint.snapshots.reduce((sum, one) => sum + one.state.length, 0) / Math.max(1, checkpoint.snapshots.length),
    ),
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  }),
);
