/** `npm run bench -- accuracy [--fleet N] [--months M] [--seed S] [--entrapments N]`: which entrapments of simulated months the engine finds. */
import { parseArgs } from 'node:util';
import { carryOutAll } from './accuracy/pool.ts';
import { scoreEntrapments, type LiftScore } from './accuracy/score-entrapments.ts';
import type { Task } from './accuracy/worker.ts';

const { values } = parseArgs({
  options: {
    fleet: { type: 'string', default: '300' },
    months: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    entrapments: { type: 'string', default: '2000' },
  },
});
const fromMs = Date.UTC(2026, 1, 28, 16);
const seed = Number(values.seed);
const tasks: Task[] = [
  ...Array.from({ length: Number(values.fleet) }, (_, number): Task => ({
    spec: { life: 'base', number, months: Number(values.months) },
    seed,
    fromMs,
  })),
  ...Array.from({ length: Math.ceil(Number(values.entrapments) / 4) }, (_, number): Task => ({
    spec: { life: 'entrapments', number, entrapments: 4 },
    seed,
    fromMs,
  })),
];
const scores: (LiftScore & { label: string })[] = [];
let readings = 0;
await carryOutAll(tasks, {
  threads: 2,
  onOutcome: (outcome, done) => {
    readings += outcome.readings;
    for (const f of outcome.failures.slice(0, 3)) console.error(f);
    scores.push({
      ...scoreEntrapments(outcome.truth, outcome.calls),
      label: `${outcome.spec.life} ${outcome.spec.number}`,
    });
    if (done % 50 === 0) process.stderr.write(`${done}/${tasks.length}\n`);
  },
});
const count = <T>(all: readonly T[], key: (one: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
};
const base = scores.filter((s) => s.atBaseRates);
const months = base.reduce((sum, s) => sum + s.months, 0);
const rest = scores.filter((s) => !s.atBaseRates);
const judged = rest.flatMap((s) => s.entrapments);
console.log({
  readings,
  months,
  base: count(
    base.flatMap((s) => s.entrapments),
    (e) => e.fate,
  ),
  falsePer100: (base.flatMap((s) => s.falseCalls).length / months) * 100,
});
console.log(
  'false at base',
  count(
    base.flatMap((s) => s.falseCalls),
    (f) => f.during,
  ),
);
console.log(
  'base lifts with most',
  base
    .filter((s) => s.falseCalls.length > 0)
    .sort((a, b) => b.falseCalls.length - a.falseCalls.length)
    .slice(0, 8)
    .map((s) => `${s.label}:${s.falseCalls.length}`)
    .join(' '),
);
console.log(
  'enriched',
  count(judged, (e) => e.fate),
  'false',
  count(
    rest.flatMap((s) => s.falseCalls),
    (f) => f.during,
  ),
);
console.log(
  count(
    judged.filter((e) => e.fate === 'missed' || e.fate === 'late'),
    (e) => `${e.fate} ${e.truth.kind} ${e.truth.impairment}`,
  ),
);
