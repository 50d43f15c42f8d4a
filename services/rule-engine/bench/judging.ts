/**
 * CPU per reading of the engine's own path, without stores: log entry -> decode -> kernel and all rules -> points.
 *
 *   node --conditions=liftwatch-dev bench/judging.ts [--lifts 15000] [--seconds 20] [--without-wear] [--cpu-prof ...]
 *
 * The mix is that of terminals that report on change: mostly `state` with what changed, some trips, doors, counters and
 * terminal readings. Payloads are made before the clock starts. Build first and run dist for numbers to publish.
 */
import { parseArgs } from 'node:util';
import { readingTopic, type ReadingKind } from '@liftwatch/schemas';
import type { LogEntry, LogRecord } from '@liftwatch/stores';
import { newSlice } from '../dist/intake/fold.js';
import { partitionFold } from '../dist/intake/partition-fold.js';
import { newStats } from '../dist/stats.js';
import { decodeRecord } from '../dist/intake/decode.js';
import { judges, rules } from '../dist/diagnosis/index.js';

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
const START_MS = 1_767_225_600_000;

const stateOf = (i: number, s: number): Record<string, unknown> => {
  const phase = (s + i) % 12;
  const moving = phase < 6;
  return {
    serviceMode: 'normal',
    carStatus: moving ? 'running' : 'stopped',
    direction: moving ? (i % 2 ? 'up' : 'down') : 'none',
    doorZone: !moving,
    floor: String((s + i) % 24),
    carDoorStatus: moving ? 'closed' : phase < 9 ? 'opened' : 'closing',
    passengerPresent: phase < 8,
    speedMps: moving ? 1.75 : 0,
    loadPercent: (i * 7 + s) % 60,
    driveStatus: moving ? 'brake-lifted' : 'brake-set',
  };
};

const others: Readonly<Record<number, [ReadingKind, Record<string, unknown>]>> = {
  3: [
    'trip',
    {
      fromFloor: '1',
      toFloor: '9',
      direction: 'up',
      distanceM: 24.1,
      durationMs: 18_200,
      levellingErrorMm: 2.1,
      maxSpeedMps: 1.74,
      vibrationA95ZMps2: 0.08,
      motorCurrentA: 11.2,
      brakeApplyDelayMs: 140,
    },
  ],
  6: [
    'door',
    {
      floor: '9',
      openTimeMs: 2_300,
      closeTimeMs: 2_800,
      dwellMs: 4_000,
      reopens: 0,
      lightCurtainBlocks: 1,
      lockBounces: 0,
      motorCurrentPeakA: 2.4,
    },
  ],
};

const record = (i: number, s: number): LogRecord => {
  const receivedAtMs = START_MS + s * 1_000 + Math.floor((i * 999) / lifts);
  const liftId = `L-${String(i).padStart(6, '0')}`;
  const [kind, body]: [ReadingKind, Record<string, unknown>] = ((s + i) % 12 in others && others[(s + i) % 12]) || [
    'state',
    stateOf(i, s),
  ];
  const payload = Buffer.from(JSON.stringify({ at: receivedAtMs - 40, boot: 'b-7f3a', seq: s, ...body }));
  return { type: 'reading', receivedAtMs, terminalId: `T-${i}`, topic: readingTopic(liftId, kind), payload };
};

let position = 0;
const entriesOf = (s: number): LogEntry[] => {
  const entries: LogEntry[] = [];
  for (let i = 0; i < lifts; i += batchRecords) {
    const records = Array.from({ length: Math.min(batchRecords, lifts - i) }, (_, k) => record(i + k, s));
    entries.push({ partition: 0, position: ++position, records });
  }
  entries.push({
    partition: 0,
    position: ++position,
    records: [{ type: 'tick', receivedAtMs: START_MS + s * 1_000 + 999 }],
  });
  return entries;
};

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
  const entries = entriesOf(s);
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
const checkpoint = {
  position,
  resumePosition: position,
  partitionState: fold.partitionState(position),
  snapshots: fold.snapshots({ position, changedBeforeMs: Infinity, atMost: 1e9 }),
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
