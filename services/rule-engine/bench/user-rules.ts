/**
 * What rules of the user's own cost per reading: log entry -> decode -> kernel, built-in rules and N of them -> points.
 *
 *   npm run bench -- user-rules [--lifts 3000] [--seconds 20] [--rounds 3] [--rules 0,1,5,20,50] [--json]
 *
 * The mix of readings is that of bench/judging.ts; the N rules are of the five kinds in turn, most of them on signals that the mix
 * changes all the time. Every round takes all sizes one after the other, and the least of the rounds counts: a shared machine
 * makes a round slower, never faster. Read the ratios.
 */
import { parseArgs } from 'node:util';
import type { LogEntry } from '@liftwatch/stores';
import { decodeRecord } from '../dist/intake/decode.js';
import { newSlice } from '../dist/intake/fold.js';
import { partitionFold } from '../dist/intake/partition-fold.js';
import { newStats } from '../dist/stats.js';
import { entriesOf, liftIdOf, START_MS } from './judging/mix.ts';

const { values } = parseArgs({
  options: {
    lifts: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    rules: { type: 'string', default: '0,1,5,20,50' },
    json: { type: 'boolean', default: false },
  },
});
const [lifts, seconds, rounds] = [Number(values.lifts), Number(values.seconds), Number(values.rounds)];
const sizes = values.rules.split(',').map(Number);
const size = { lifts, batchRecords: 15 };
const WARM_S = 3;

const kinds = [
  { kind: 'threshold', input: 'speedMps', above: 2.4, deadband: 0.1, absolute: true },
  { kind: 'duration', signal: 'carDoorStatus', is: 'opened', forS: 300 },
  { kind: 'rate', of: { what: 'becomes', signal: 'carStatus', value: 'running' }, atLeast: 100, withinS: 600 },
  { kind: 'change', input: 'loadPercent', direction: 'rises', by: 150, withinS: 60 },
  { kind: 'missing', reading: 'trip', forS: 86_400 },
] as const;

const ruleSet = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `own-${i}`,
    code: `U-OWN-${i}`,
    title: { zh: '自定义', en: 'own' },
    when: kinds[i % kinds.length],
    while: [{ signal: 'serviceMode', is: 'normal' }],
    source: 'benchmark',
  }));

/** One entry that gives every lift so many rules. */
const contexts = (count: number): LogEntry => ({
  partition: 0,
  position: 1,
  records: Array.from({ length: lifts }, (_, i) => {
    const told = { type: 'rule-set', id: `r-${i}`, liftId: liftIdOf(i), at: START_MS, version: 'bench', overrides: [] };
    const payload = Buffer.from(JSON.stringify({ ...told, rules: ruleSet(count) }));
    return { type: 'context', receivedAtMs: START_MS, writerId: 'bench', payload } as const;
  }),
});

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

interface Measured {
  readonly us: number;
  readonly bytes: number;
}

const measure = (count: number): Measured => {
  const stats = newStats();
  const nowMs = (): number => performance.now();
  const fold = partitionFold({ partition: 0, heartbeatMs: 60_000, stats, nowMs });
  if (count > 0) {
    const entry = contexts(count);
    if (entry.records.some((record) => decodeRecord(record) === undefined))
      throw new Error('a rule is not as users write it');
    fold.apply(entry, newSlice());
  }
  let us = 0;
  let position = 0;
  for (let s = 1; s <= WARM_S + seconds; s++) {
    const entries = entriesOf(s, size);
    position = entries.at(-1)?.position ?? position;
    const from = cpuUs();
    const slice = newSlice();
    for (const entry of entries) fold.apply(entry, slice);
    if (s > WARM_S) us += cpuUs() - from;
  }
  if (stats.ruleFailures > 0) throw new Error(`${stats.ruleFailures} rules failed`);
  const saved = fold.snapshots({ position, changedBeforeMs: Infinity, atMost: 1e9 });
  const bytes = saved.reduce((sum, { state }) => sum + state.length, 0) / saved.length;
  return { us: us / (lifts * seconds), bytes };
};

const least = new Map<number, Measured>();
// Round 0 warms up: it is the same code for all sizes.
for (let round = 0; round <= rounds; round++)
  for (const count of sizes) {
    const one = measure(count);
    if (round === 0) continue;
    const known = least.get(count);
    if (known === undefined || one.us < known.us) least.set(count, one);
  }
const base = least.get(sizes[0] ?? 0)?.us ?? Number.NaN;
const rows = sizes.map((count) => {
  const { us, bytes } = least.get(count) ?? { us: Number.NaN, bytes: Number.NaN };
  return {
    rules: count,
    'CPU us/reading': Number(us.toFixed(2)),
    ratio: Number((us / base).toFixed(3)),
    'us/rule and reading': count === 0 ? null : Number(((us - base) / count).toFixed(3)),
    'snapshot bytes/lift': Math.round(bytes),
  };
});
if (values.json) console.log(JSON.stringify({ lifts, seconds, rounds, rows }));
else console.table(rows);
