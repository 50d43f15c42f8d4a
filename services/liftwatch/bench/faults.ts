/**
 * `npm run bench -- faults [--json] [--out DIR] [--seed 1] [--only ID,ID] [--add] [--scale 1] [--rate 1000]
 * [--lifts 300] [--probes 1] [--without-servers] [--list] [--write]`
 *
 * Real processes at load, one fault after another, each into a liftwatch of its own; the score is made by a program of its own
 * (faults/score.ts) from the truth and what the receivers saw. `--only` names faults, `--list` lists them; with
 * `--add` they are added to what `--out` has, so that a run can be made in parts. `--scale` shortens or lengthens faults. With `--write` the
 * table, of all parts, goes to docs/reliability.md.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serverAvailable, startInfluxd } from '@liftwatch/infra';
import { faults } from './faults/catalogue.ts';
import { readPointsFile, readReceived, readTruth } from './faults/format.ts';
import type { Fault } from './faults/injection.ts';
import { openJournal } from './faults/journal.ts';
import { runPhase, type Run } from './faults/phase.ts';
import { writePage } from './faults/page.ts';
import { seededRandom } from './faults/random.ts';
import { startReceivers } from './faults/receivers.ts';
import { score } from './faults/scoring.ts';
import { isReached, renderDetail, renderTable, summaryOf } from './faults/table.ts';
import { canFakeTime } from './faults/time-faults.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    add: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    rate: { type: 'string', default: '1000' },
    lifts: { type: 'string', default: '300' },
    connections: { type: 'string', default: '50' },
    probes: { type: 'string', default: '1' },
    'without-servers': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const startedMs = performance.now();
const minutes = (): string => `${((performance.now() - startedMs) / 60_000).toFixed(1)} min`;
const tell = (text: string): void => void process.stderr.write(`${minutes()} ${text}\n`);
const number = (name: 'seed' | 'scale' | 'rate' | 'lifts' | 'connections' | 'probes'): number => {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= 0)
    throw new RangeError(`--${name} must be a number above 0, not "${values[name]}"`);
  return value;
};

const chosen = (): readonly Fault[] => {
  if (values.only === undefined) return faults;
  // `--only ''`: nothing is made; what `--out` has is scored, and written.
  const wanted = values.only.split(',').filter((id) => id !== '');
  const unknown = wanted.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0)
    throw new RangeError(`--only ${unknown.join(',')}: name some of ${faults.map(({ id }) => id).join(', ')}`);
  return faults.filter(({ id }) => wanted.includes(id));
};

if (values.list) {
  for (const { id, what } of faults) process.stdout.write(`${id.padEnd(20)} ${what}\n`);
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const size = {
  ...{ rate: number('rate'), lifts: number('lifts'), connections: number('connections') },
  ...{ probesPerSecond: number('probes'), scale: number('scale'), seed: number('seed') },
};
const wanted = chosen();
const out = values.out ?? mkdtempSync(join(tmpdir(), 'liftwatch-faults-out-'));
const has = {
  kannel: !values['without-servers'] && serverAvailable('kannel'),
  influxd: !values['without-servers'] && serverAvailable('influxd'),
  faketime: serverAvailable('faketime') && canFakeTime(),
};
const journal = openJournal(out, { adds: values.add });
const arrived = new Set<string>();
let current = 'before';
const random = seededRandom(size.seed);
const receivers = await startReceivers(
  {
    received(line) {
      journal.received(line);
      if (line.status === undefined || line.status === null || line.status < 300)
        arrived.add(`${line.channel}|${line.liftId}|${line.kind}|${line.notice}`);
    },
    cut: (told, cause) => journal.truth({ truth: 'cut', fault: current, atMs: Date.now(), cause, ...told }),
    trouble: (error) => tell(`receivers: ${String(error)}`),
  },
  random,
);
const influx = has.influxd ? await startInfluxd({ besideLiftwatch: true }) : undefined;
const run: Run = {
  ...{ size, out, journal, receivers, influx, hasKannel: has.kannel, random, arrived, tell },
  begin: (fault) => {
    current = fault;
  },
};
journal.truth({ truth: 'run', format: 1, seed: size.seed, scale: size.scale });
const skipped: string[] = [];
const failed: string[] = [];
try {
  for (const fault of wanted) {
    if (fault.needs && !has[fault.needs]) {
      skipped.push(`${fault.what}: needs ${fault.needs}`);
      tell(`${fault.id}: skipped, needs ${fault.needs}`);
      continue;
    }
    tell(`${fault.id}: ${fault.what}`);
    try {
      await runPhase(fault, run, faults.indexOf(fault) + 1);
    } catch (error) {
      failed.push(`${fault.what}: ${error instanceof Error ? error.message : String(error)}`);
      tell(`${fault.id} could not be run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
} finally {
  await receivers.close();
  await influx?.close();
  await journal.close();
}

const { paths } = journal;
const truth = await readTruth(paths.truth);
const scored = score(truth, await readReceived(paths.received), await readPointsFile(paths.points));
const points = { hasPoints: influx !== undefined };
process.stderr.write(renderDetail(scored));
const notes = [...skipped.map((one) => `- not made: ${one}`), ...failed.map((one) => `- **could not be run**: ${one}`)];
const table = [renderTable(scored, points), ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
if (values.write) await writePage(table, { truth, ...size });
tell(`kept in ${out}; score them again with services/liftwatch/bench/faults/score.ts`);
const summary = { ...summaryOf(scored, points), notRun: [...skipped, ...failed].length };
process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${table}\n`);
process.exitCode = isReached(scored, points) && failed.length === 0 ? 0 : 1;
