import type { Figure } from './intervals.ts';
import type { Report } from './report.ts';
import type { Size } from './tasks.ts';

const decimals = (value: number, places: number): string => (Number.isNaN(value) ? '-' : value.toFixed(places));
const percent = (f: Figure): string =>
  Number.isNaN(f.value)
    ? `- (${f.of})`
    : `${decimals(100 * f.value, 1)} % (${decimals(100 * f.low, 1)}-${decimals(100 * f.high, 1)}; ${f.of})`;
const plain = (f: Figure, places = 1): string =>
  Number.isNaN(f.value) ? '-' : `${decimals(f.value, places)} (${decimals(f.low, places)}-${decimals(f.high, places)})`;
const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(' · ') || 'none';
const reached = (yes: boolean): string => (yes ? 'reached' : '**not reached**');

const promises = (r: Report): string[] => [
  '| what | wanted | measured (95 % interval) | |',
  '|---|---|---|---|',
  `| entrapments found in their rule's time | all | ${percent(r.entrapments['all']?.found ?? { value: Number.NaN, low: 0, high: 0, of: '0' })}; ${r.entrapmentsMissed} missed, ${r.entrapmentsLate} late | ${reached(r.entrapmentsMissed + r.entrapmentsLate === 0)} |`,
  `| false entrapment calls per 100 lift-months | at most 1 | ${plain(r.falseCalls, 2)} | ${reached(r.falseCalls.value <= 1)} |`,
  `| early warnings per 100 lift-months | at most 3 | ${plain(r.warnings, 2)}; that ask to act ${plain(r.actWarnings, 2)} | ${reached(r.warnings.value <= 3)} |`,
  `| progressive faults warned of 7 days ahead | at least 80 % | ${percent(r.recall)}; asked to act ${percent(r.actedRecall)} | ${reached(r.recall.value >= 0.8)} |`,
  `| warnings that a crew acts on are right | at least 50 % | ${percent(r.precision)}; all warnings ${percent(r.precisionAll)}; the ${r.k} highest a week ${percent(r.precisionAtK)} | ${reached(r.precision.value >= 0.5)} |`,
  `| warnings about healthy lifts per 10 lift-years | at most 1 | ${plain(r.healthy, 2)} | ${reached(r.healthy.value <= 1)} |`,
];

const entrapments = (r: Report): string[] => [
  '| entrapments | found in time | late | missed | undetectable | over before due | median s to the call |',
  '|---|---|---|---|---|---|---|',
  ...Object.entries(r.entrapments).map(
    ([name, row]) =>
      `| ${name} | ${percent(row.found)} | ${row.late} | ${row.missed} | ${row.undetectable} | ${row.passed} | ${plain(row.afterS, 0)} |`,
  ),
];

const kinds = (r: Report): string[] => [
  '| progressive fault | warned 7 d ahead | asked to act 7 d ahead | lead time, median d | lead time, P10 d | no sensor shows it |',
  '|---|---|---|---|---|---|',
  ...r.kinds.map(
    (row) =>
      `| ${row.kind} | ${percent(row.recall)} | ${percent(row.acted)} | ${plain(row.leadMedian, 0)} | ${plain(row.leadP10, 0)} | ${row.unobservable} |`,
  ),
  `| all, by the shares of life | ${percent(r.recall)} | ${percent(r.actedRecall)} | ${plain(r.leadMedian, 0)} | ${plain(r.leadP10, 0)} | |`,
];

const stated = (title: string, rows: Report['risk']): string[] => [
  `| ${title} | it was so |`,
  '|---|---|',
  ...rows.map((row) => `| ${row.stated} | ${percent(row.true)} |`),
];

const reliable = (title: string, rows: Report['confidence']): string[] => [
  `| ${title} | stated | it was so |`,
  '|---|---|---|',
  ...rows.map((row) => `| ${row.says} | ${decimals(row.stated, 2)} | ${percent(row.true)} |`),
];

/** The command that repeats a run. */
export const commandOf = (size: Size): string =>
  `npm run bench -- accuracy --fleet ${size.fleet} --months ${size.months} --entrapments ${size.entrapments} --faults-per-kind ${size.faultsPerKind} --seed ${size.seed}`;

/** The tables of a run, as Markdown. */
export const renderTables = (r: Report): string =>
  [
    ...promises(r),
    '',
    `False calls at the rates of life came with: ${counts(r.falseCallsDuring)}. In the enriched set, with its broken sensors and lines: ${plain(r.falseCallsEnriched, 0)} per 100 lift-months.`,
    `False warnings, by what they name and what was under way: ${counts(r.falseBeside)}.`,
    '',
    '## Entrapments',
    '',
    ...entrapments(r),
    '',
    ...reliable('confidence of a call, at the rates of life', r.confidence),
    '',
    ...reliable('what a call says, at the rates of life', r.reliability),
    '',
    '## Wear',
    '',
    ...kinds(r),
    '',
    `Time to a limit: stated for ${percent(r.withHorizon)} of the warnings that were right; the 80 % interval, as first stated, held in ${percent(r.interval)}.`,
    '',
    ...stated('stated probability of a fault within 30 days, at the rates of life', r.risk),
  ].join('\n');
