/**
 * `npm run bench -- accuracy [--fleet 300] [--months 6] [--seed S] [--entrapments 2000] [--faults-per-kind N] [--threads N]
 * [--within MIN] [--json] [--detail] [--write] [--fleet-file READINGS.ndjson[.gz] --truth-file TRUTH.ndjson[.gz]]`
 *
 * Lives a random fleet through, faster than real time, and gives what its terminals say straight to the engine's `step`:
 * which entrapments are found in time, which calls and warnings are false, how early wear is seen. With `--fleet-file` the
 * readings and the truth of another generator. `--within`: no lift is begun after so many minutes; each part has then done its share. With `--write` the tables go to docs/accuracy.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEvaluation } from '@liftwatch/edge-simulator/months';
import { readTruth, watchFile } from './accuracy/fleet-file.ts';
import { carryOutAll } from './accuracy/pool.ts';
import { reportOf, type Report, type Scored } from './accuracy/report.ts';
import { scoreEntrapments } from './accuracy/score-entrapments.ts';
import { scoreWarnings } from './accuracy/score-warnings.ts';
import { commandOf, renderTables } from './accuracy/table.ts';
import { tasksOf, type Size } from './accuracy/tasks.ts';
import { CliError } from '../src/errors.ts';

const { values } = parseArgs({
  options: {
    fleet: { type: 'string', default: '300' },
    months: { type: 'string', default: '6' },
    seed: { type: 'string', default: '2026' },
    entrapments: { type: 'string' },
    'faults-per-kind': { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'fleet-file': { type: 'string' },
    'truth-file': { type: 'string' },
    within: { type: 'string' },
    detail: { type: 'boolean', default: false },
  },
});
const evaluation = loadEvaluation();
const { enriched } = evaluation.baseRates;

const number = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new RangeError(`--${name} must be a number of 0 or more, not "${text}"`);
  return value;
};
const size: Size = {
  fleet: number('fleet', values.fleet, 300),
  months: number('months', values.months, 6),
  seed: number('seed', values.seed, 2026),
  entrapments: number('entrapments', values.entrapments, enriched.entrapments),
  faultsPerKind: number('faults-per-kind', values['faults-per-kind'], enriched.progressiveFaultsPerKind),
};
const tell = (text: string): void => void process.stderr.write(`${text}\n`);
const startMs = performance.now();
const minutes = (): string => `${((performance.now() - startMs) / 60_000).toFixed(1)} min`;

const detail = ({ entrapments, wear }: Scored): void => {
  for (const { truth, fate, afterMs } of entrapments.entrapments)
    if (fate === 'missed' || fate === 'late')
      tell(
        `${fate} ${truth.liftId} ${truth.kind} ${truth.impairment} due ${(truth.dueMs ?? 0) - truth.onsetMs} after ${afterMs ?? '-'} ms, onset ${truth.onsetMs}`,
      );
  for (const { call, during } of entrapments.falseCalls)
    tell(
      `false call ${wear.atBaseRates ? 'base' : 'enriched'} ${call.liftId} ${during} ${call.summary} at ${call.fromMs}, confidence ${call.confidence}`,
    );
  for (const { truth, fate, call } of entrapments.entrapments)
    if (call)
      tell(
        `true call ${truth.liftId} ${truth.kind} ${truth.impairment} ${fate} ${call.summary}, confidence ${call.confidence}`,
      );
  for (const one of wear.warnings)
    tell(
      `${one.fault ? 'right' : 'false'} ${wear.atBaseRates ? 'base' : 'enriched'} ${one.warning.liftId} ${one.warning.component} ${one.warning.cause} day ${Math.round((one.warning.fromMs - wear.fromMs) / 86_400_000)} act ${one.warning.actMs ? Math.round((one.warning.actMs - wear.fromMs) / 86_400_000) : '-'} ${one.beside} ${one.warning.drivers}`,
    );
  for (const one of wear.faults)
    tell(
      `fault ${wear.liftId} ${one.kind} ${one.observable ? '' : 'unobservable '}${one.warned7d ? 'warned' : 'NOT WARNED'} lead ${one.leadDays?.toFixed(0) ?? '-'}`,
    );
  for (const one of wear.intervals)
    tell(
      `interval ${one.held ? 'held' : 'missed'} ${one.kind} ${one.lowH.toFixed(0)}-${one.highH?.toFixed(0) ?? 'open'} true ${one.trueH.toFixed(0)} h`,
    );
};

const scored: Scored[] = [];
const keep = (one: Scored): void => {
  scored.push(one);
  if (values.detail) detail(one);
};
let readings = 0;
let failures = 0;
let cutShort = '';

const liveFleet = async (): Promise<void> => {
  const tasks = tasksOf(evaluation, size);
  const endMs = startMs + 60_000 * number('within', values.within, 1e9);
  let toldMs = startMs;
  await carryOutAll(tasks, {
    threads: number('threads', values.threads, 2),
    goOn: () => performance.now() < endMs,
    onOutcome: (outcome, done) => {
      readings += outcome.readings;
      failures += outcome.failures.length;
      for (const failure of outcome.failures.slice(0, 1)) tell(`a rule threw: ${failure}`);
      keep({
        entrapments: scoreEntrapments(outcome.truth, outcome.calls),
        wear: scoreWarnings(outcome.truth, outcome.warnings),
      });
      if (performance.now() - toldMs < 15_000 && done < tasks.length) return;
      toldMs = performance.now();
      tell(`${done} of ${tasks.length} lifts, ${(readings / 1e6).toFixed(1)} M readings, ${minutes()}`);
    },
  });
  if (scored.length < tasks.length) cutShort = ` Cut short: ${scored.length} of ${tasks.length} lifts.`;
  if (cutShort) tell(cutShort.trim());
};

const readFleet = async (path: string): Promise<void> => {
  const truth = await readTruth(values['truth-file'] ?? path.replace(/\.ndjson(\.gz)?$/, '.truth.ndjson$1'));
  const watched = await watchFile(path, (lines) => tell(`${lines} lines, ${minutes()}`));
  for (const [liftId, of] of truth) {
    const seen = watched.get(liftId);
    if (!seen) throw new RangeError(`the truth names ${liftId}, of which the readings know nothing`);
    readings += seen.readings;
    failures += seen.failures.length;
    keep({ entrapments: scoreEntrapments(of, seen.calls), wear: scoreWarnings(of, seen.warnings) });
  }
};

const rounded = (value: number, places = 3): number | null =>
  Number.isNaN(value) ? null : Number(value.toFixed(places));
const summaryOf = (r: Report) => ({
  entrapmentsMissed: r.entrapmentsMissed,
  entrapmentsLate: r.entrapmentsLate,
  entrapmentsUndetectable: r.entrapments['all']?.undetectable ?? 0,
  falseEntrapmentsPer100LiftMonths: rounded(r.falseCalls.value),
  warningsPer100LiftMonths: rounded(r.warnings.value),
  actWarningsPer100LiftMonths: rounded(r.actWarnings.value),
  progressiveRecall7d: rounded(r.recall.value),
  precision: rounded(r.precision.value),
  precisionAtK: rounded(r.precisionAtK.value),
  leadTimeDaysMedian: rounded(r.leadMedian.value, 1),
  leadTimeDaysP10: rounded(r.leadP10.value, 1),
  healthyWarningsPer10LiftYears: rounded(r.healthy.value),
  interval80Coverage: rounded(r.interval.value),
  liftMonths: rounded(r.liftMonths, 1),
  readings,
  ruleFailures: failures,
  seed: size.seed,
  minutes: rounded((performance.now() - startMs) / 60_000, 1),
});

const file = values['fleet-file'];
/** What is wrong with somebody's files is told in a line, with the exit code of a wrong or a missing input (docs/exit-codes.md). */
const refuse = (error: unknown): never => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!(error instanceof RangeError || error instanceof CliError || code === 'ENOENT')) throw error;
  tell(error instanceof Error ? error.message : String(error));
  process.exit(code === 'ENOENT' ? 66 : 65);
};
await (file === undefined ? liveFleet() : readFleet(file).catch(refuse));
const report = reportOf(scored, {
  shares: evaluation.baseRates.progressiveShares,
  entrapmentsPer100LiftMonths: evaluation.baseRates.per100LiftMonths.entrapments,
});
const tables = renderTables(report);
if (values.write) {
  const path = join(import.meta.dirname, '../../../docs/accuracy.md');
  const page = await readFile(path, 'utf8');
  const mark = '<!-- generated -->';
  const head = page.slice(0, page.indexOf(mark) + mark.length);
  const run = `Measured with \`${commandOf(size)}${values.within === undefined ? '' : ` --within ${values.within}`} --write\`: ${Math.round(report.liftMonths)} lift-months at the rates of life, ${(readings / 1e6).toFixed(0)} M readings in all, ${minutes()}.${cutShort}`;
  await writeFile(path, `${head}\n\n${run}\n\n${tables}\n`);
}
process.stdout.write(values.json ? `${JSON.stringify(summaryOf(report))}\n` : `${tables}\n`);
