/**
 * `node dist/months/main.js --readings-file FILE [--truth-file FILE] [--fleet N] [--months M] [--entrapment-lifts N] [--seed S]`
 *
 * Writes what the evaluation fleet is heard to say (the replay format) and what was really so, lift after lift. Exit codes: 0 done, 64
 * wrong usage, 73 a file cannot be written.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadEvaluation } from './evaluation.ts';
import { liveThrough, type LifeSpec } from './life.ts';
import { replayLines } from './replay-lines.ts';

const USAGE_EXIT_CODE = 64;
const CANNOT_WRITE_EXIT_CODE = 73;
/** Local midnight, Sunday 2026-03-01. */
const FROM_MS = Date.UTC(2026, 1, 28, 16);

const { values } = parseArgs({
  options: {
    'readings-file': { type: 'string' },
    'truth-file': { type: 'string' },
    fleet: { type: 'string', default: '2' },
    months: { type: 'string', default: '1' },
    'entrapment-lifts': { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});

const run = (readingsPath: string): void => {
  const evaluation = loadEvaluation();
  const readings = openSync(readingsPath, 'w');
  const truth = openSync(values['truth-file'] ?? readingsPath.replace(/\.ndjson$/, '.truth.ndjson'), 'w');
  const specs: LifeSpec[] = [
    ...Array.from({ length: Number(values.fleet) }, (_, number): LifeSpec => ({
      life: 'base',
      number,
      months: Number(values.months),
    })),
    ...Array.from({ length: Number(values['entrapment-lifts']) }, (_, n): LifeSpec => ({
      life: 'entrapments',
      number: 50_000 + n,
      entrapments: 4,
    })),
  ];
  for (const [i, spec] of specs.entries()) {
    const lines: string[] = [];
    const truths: string[] = [];
    liveThrough(spec, {
      evaluation,
      seed: Number(values.seed),
      fromMs: FROM_MS,
      take: (one) => lines.push(...replayLines(one)),
      tell: (one) => truths.push(JSON.stringify(one)),
    });
    writeFileSync(readings, `${lines.join('\n')}\n`);
    writeFileSync(truth, `${truths.join('\n')}\n`);
    process.stderr.write(`${i + 1} of ${specs.length} lifts\n`);
  }
  closeSync(readings);
  closeSync(truth);
};

const path = values['readings-file'];
if (path === undefined) {
  process.stderr.write('--readings-file is missing: name the file to write, e.g. --readings-file fleet.ndjson\n');
  process.exitCode = USAGE_EXIT_CODE;
} else {
  try {
    run(path);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = CANNOT_WRITE_EXIT_CODE;
  }
}
