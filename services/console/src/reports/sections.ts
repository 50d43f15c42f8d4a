import { affectedPer100, MINIMUM_FLEET_LIFTS, rescueFigures, type RescueFigures } from '@liftwatch/schemas';
import { countOf, coverageFigure, minutesFigure } from './coverage.ts';
import type { FirmFleet, NamedRescue, PeriodFacts } from './facts.ts';
import { byKindName, kindsInWords } from './kind-names.ts';
import type { Figure, Table } from './report.ts';
import { beijingTime } from './text.ts';

const firstFigures = (figures: RescueFigures, facts: PeriodFacts): readonly Figure[] => [
  {
    id: 'entrapments',
    title: { zh: '困人', en: 'entrapments' },
    unit: 'count',
    value: countOf(figures.entrapments, facts),
  },
  {
    id: 'people_freed',
    title: { zh: '救出人数', en: 'people freed' },
    unit: 'count',
    value: figures.peopleKnownOf === 0 ? undefined : figures.peopleFreed,
    note: {
      zh: `${figures.entrapments} 起中 ${figures.peopleKnownOf} 起记录了人数`,
      en: `recorded for ${figures.peopleKnownOf} of ${figures.entrapments}`,
    },
  },
  {
    id: 'self_released',
    title: { zh: '自行脱困', en: 'self-released' },
    unit: 'count',
    value: countOf(figures.selfReleased, facts),
    note: { zh: '无人处置即结束', en: 'ended without anybody acting' },
  },
  {
    id: 'false_alarms',
    title: { zh: '误报', en: 'false alarms' },
    unit: 'count',
    value: countOf(figures.falseAlarms, facts),
    note: { zh: '由人认定不属实，不计入困人', en: 'found to be so by a person; not among the entrapments' },
  },
];

const times = (figures: RescueFigures): readonly Figure[] => {
  const of = (count: number) => ({ zh: `${count} 起已知`, en: `of ${count} known` });
  return [
    {
      id: 'response_mean',
      title: { zh: '平均响应', en: 'mean response' },
      unit: 'duration',
      value: figures.response.meanS,
      note: of(figures.response.count),
    },
    {
      id: 'arrival_mean',
      title: { zh: '平均到场', en: 'mean arrival' },
      unit: 'duration',
      value: figures.arrival.meanS,
      note: of(figures.arrival.count),
    },
    {
      id: 'arrival_p90',
      title: { zh: '到场 P90', en: 'arrival P90' },
      unit: 'duration',
      value: figures.arrival.p90S,
      note: of(figures.arrival.count),
    },
    {
      id: 'release_mean',
      title: { zh: '平均救出', en: 'mean release' },
      unit: 'duration',
      value: figures.release.meanS,
      note: of(figures.release.count),
    },
    {
      id: 'release_p90',
      title: { zh: '救出 P90', en: 'release P90' },
      unit: 'duration',
      value: figures.release.p90S,
      note: of(figures.release.count),
    },
    {
      id: 'within_3',
      title: { zh: '3 分钟内响应', en: 'answered within 3 min' },
      unit: 'share',
      value: figures.response.within3Min,
    },
    {
      id: 'within_15',
      title: { zh: '15 分钟内到场', en: 'there within 15 min' },
      unit: 'share',
      value: figures.arrival.within15Min,
    },
    {
      id: 'within_30',
      title: { zh: '30 分钟内到场', en: 'there within 30 min' },
      unit: 'share',
      value: figures.arrival.within30Min,
      isBad: figures.arrival.within30Min.part < figures.arrival.within30Min.of,
    },
  ];
};

/** The large figures at the top. */
export const headFigures = (facts: PeriodFacts, madeAtMs: number): readonly Figure[] => {
  const figures = rescueFigures(facts.rescues.map(({ fact }) => fact));
  return [
    ...firstFigures(figures, facts),
    ...times(figures),
    {
      id: 'takeovers',
      title: { zh: '升级到二、三级', en: 'second or third level called' },
      unit: 'count',
      value: countOf(figures.takeovers, facts),
    },
    coverageFigure(facts),
    minutesFigure(facts, madeAtMs),
  ];
};

/** A site's name is often the beginning of its lifts' names. */
const placeName = (siteName: string | undefined, lift: string): string =>
  siteName === undefined || lift.startsWith(siteName) ? lift : `${siteName} ${lift}`;

export const callsTable = ({ callsByKind }: PeriodFacts): Table => ({
  id: 'calls-by-kind',
  title: { zh: '事件按类型', en: 'Calls by type' },
  about: {
    zh: '本期开始的全部事件，演练除外；困人含误报和未到告警即撤销的。',
    en: 'All incidents that began in the period, drills left out; entrapments include false ones and those that passed before the alarm.',
  },
  none: { zh: '本期无事件。', en: 'No incidents in the period.' },
  columns: [
    { id: 'kind', title: { zh: '类型', en: 'type' }, unit: 'text' },
    { id: 'incidents', title: { zh: '事件', en: 'incidents' }, unit: 'count', bar: true },
  ],
  rows: [...byKindName(callsByKind)].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)),
});

const firmNote = ({ base, removed, moved }: FirmFleet): string =>
  [
    base < MINIMUM_FLEET_LIFTS ? '规模太小 too few' : '',
    removed > 0 && base > 0 ? `近 30 天注销 ${removed} 台 taken out in 30 days` : '',
    moved > 0 && base > 0 ? `近 30 天转出 ${moved} 台 gone over to another firm in 30 days` : '',
  ]
    .filter(Boolean)
    .join('；');

const firmRow = (fleet: FirmFleet, rescues: readonly NamedRescue[]): Table['rows'][number] => {
  const figures = rescueFigures(rescues.filter(({ fact }) => fact.firmId === fleet.firmId).map(({ fact }) => fact));
  return [
    fleet.name,
    fleet.lifts,
    affectedPer100(figures, fleet.base),
    figures.arrival.within30Min,
    figures.arrival.meanS,
    fleet.faultsPer100,
    firmNote(fleet),
  ];
};

/** Rates with their intervals, never bare counts: firms with enough lifts by their rate, the others apart at the end. */
export const firmsTable = ({ fleets, rescues }: PeriodFacts): Table => {
  const affected = (fleet: FirmFleet): number =>
    affectedPer100(
      rescueFigures(rescues.filter(({ fact }) => fact.firmId === fleet.firmId).map(({ fact }) => fact)),
      fleet.base,
    )?.share ?? -1;
  const isSmall = (fleet: FirmFleet): boolean => fleet.base < MINIMUM_FLEET_LIFTS;
  return {
    id: 'by-firm',
    title: { zh: '维保单位', en: 'Maintenance firms' },
    about: {
      zh: `困人/百台：本期每 100 台在保电梯（月报含近 30 天内注销的）中至少困人一次的台数，附 95% Wilson 区间；区间重叠即不能分出高下。少于 ${MINIMUM_FLEET_LIFTS} 台的只列出、不排名。`,
      en: `Per 100: lifts under contract (in a month also those taken out in its last 30 days) with at least one entrapment in the period, with the 95 % Wilson interval; where intervals overlap, firms cannot be told apart. Fewer than ${MINIMUM_FLEET_LIFTS} lifts: listed, not ranked.`,
    },
    none: {
      zh: '本期没有维保单位的统计：没有登记，或派遣尚未写入。',
      en: 'No figures of firms in the period: none is registered, or dispatch has not written them yet.',
    },
    columns: [
      { id: 'firm', title: { zh: '单位', en: 'firm' }, unit: 'text' },
      { id: 'lifts', title: { zh: '电梯', en: 'lifts' }, unit: 'count' },
      { id: 'affected_per_100', title: { zh: '困人/百台', en: 'per 100 lifts' }, unit: 'per100', bar: true },
      { id: 'within_30', title: { zh: '≤30 分到场', en: '≤30 min' }, unit: 'share' },
      { id: 'arrival_mean', title: { zh: '平均到场', en: 'mean arrival' }, unit: 'duration' },
      { id: 'faults_per_100', title: { zh: '30 天故障/百台', en: 'faults per 100, 30 days' }, unit: 'points' },
      { id: 'note', title: { zh: '备注', en: 'note' }, unit: 'text' },
    ],
    rows: [...fleets]
      .sort(
        (a, b) => Number(isSmall(a)) - Number(isSmall(b)) || affected(b) - affected(a) || a.name.localeCompare(b.name),
      )
      .map((fleet) => firmRow(fleet, rescues)),
  };
};

export const breachesTable = ({ rescues }: PeriodFacts): Table => ({
  id: 'breaches',
  title: { zh: '未达标的时限', en: 'Clocks not kept' },
  about: {
    zh: '响应限 3 分钟（默认值），到场限 30 分钟（TSG T5002-2017 第五条第四项）；逐条写明原因。',
    en: 'Response within 3 minutes (a default), arrival within 30 (TSG T5002-2017 article 5(4)); each with its reason.',
  },
  none: { zh: '全部达标。', en: 'All were kept.' },
  columns: [
    { id: 'at', title: { zh: '开始（北京时间）', en: 'began (Beijing time)' }, unit: 'text' },
    { id: 'lift', title: { zh: '电梯', en: 'lift' }, unit: 'text' },
    { id: 'firm', title: { zh: '维保', en: 'firm' }, unit: 'text' },
    { id: 'reason', title: { zh: '原因', en: 'reason' }, unit: 'text' },
  ],
  rows: rescues.flatMap(({ atMs, breach, fact, liftName, siteName, firmName }) =>
    breach === undefined
      ? []
      : [
          [
            beijingTime(atMs),
            placeName(siteName, liftName ?? fact.liftId),
            firmName ?? fact.firmId,
            `${breach.zh} / ${breach.en}`,
          ],
        ],
  ),
});

export const repeatsTable = ({ repeats }: PeriodFacts): Table => ({
  id: 'repeat-lifts',
  title: { zh: '反复故障电梯', en: 'Repeat-fault lifts' },
  about: {
    zh: '截至期末近 30 天困人 ≥2 次或故障 ≥3 次（liftwatch 默认值）。',
    en: 'Two entrapments or three faults within the 30 days up to the end of the period (liftwatch default).',
  },
  none: { zh: '没有。', en: 'None.' },
  columns: [
    { id: 'lift', title: { zh: '电梯', en: 'lift' }, unit: 'text' },
    { id: 'firm', title: { zh: '维保', en: 'firm' }, unit: 'text' },
    { id: 'entrapments', title: { zh: '困人', en: 'entrapments' }, unit: 'count' },
    { id: 'faults', title: { zh: '故障', en: 'faults' }, unit: 'count' },
    { id: 'kinds', title: { zh: '明细', en: 'kinds' }, unit: 'text' },
  ],
  rows: [...repeats]
    .sort((a, b) => b.entrapments - a.entrapments || b.faults - a.faults || a.liftId.localeCompare(b.liftId))
    .map((lift) => [
      placeName(lift.siteName, lift.liftName ?? lift.liftId),
      lift.firmName,
      lift.entrapments,
      lift.faults,
      kindsInWords(lift.kinds),
    ]),
});

export const removedTable = ({ removed }: PeriodFacts): Table => ({
  id: 'removed-lifts',
  title: { zh: '本期注销的电梯', en: 'Lifts taken out in the period' },
  about: {
    zh: '从登记中注销的电梯；注销前的事件和救援计入本期各项数字。',
    en: 'Taken out of the registry; what happened before that is in the figures of the period.',
  },
  none: { zh: '没有。', en: 'None.' },
  columns: [
    { id: 'at', title: { zh: '注销时间', en: 'taken out' }, unit: 'text' },
    { id: 'lift', title: { zh: '电梯', en: 'lift' }, unit: 'text' },
    { id: 'firm', title: { zh: '维保', en: 'firm' }, unit: 'text' },
    { id: 'reason', title: { zh: '原因', en: 'reason' }, unit: 'text' },
  ],
  rows: removed.map(({ atMs, liftId, liftName, siteName, firmName, reason }) => [
    beijingTime(atMs),
    [siteName, liftName, `(${liftId})`].filter(Boolean).join(' '),
    firmName,
    reason,
  ]),
});
