import {
  incidentCauses,
  placeTypes,
  rescueFigures,
  type Bilingual,
  type RescueFact,
  type RescueFigures,
} from '@liftwatch/schemas';
import type { NamedRescue } from './facts.ts';
import type { Cell, Column, Table } from './report.ts';

/** A value that nobody registered or filed. */
const UNKNOWN: Bilingual = { zh: '未登记', en: 'not registered' };
export const name = ({ zh, en }: Bilingual): string => `${zh} ${en}`;

const placeName = (place: string): string => name(placeTypes[place as keyof typeof placeTypes] ?? UNKNOWN);
const causeName = (cause: string | undefined): string =>
  cause === undefined
    ? '未填报 not filed'
    : name(incidentCauses[cause as keyof typeof incidentCauses] ?? { zh: cause, en: cause });

const rescueColumns: readonly Column[] = [
  { id: 'entrapments', title: { zh: '困人', en: 'entrapments' }, unit: 'count', bar: true },
  { id: 'arrival_mean', title: { zh: '平均到场', en: 'mean arrival' }, unit: 'duration' },
  { id: 'arrival_p90', title: { zh: '到场 P90', en: 'arrival P90' }, unit: 'duration' },
  { id: 'release_mean', title: { zh: '平均救出', en: 'mean release' }, unit: 'duration' },
  { id: 'within_15', title: { zh: '≤15 分', en: '≤15 min' }, unit: 'share' },
  { id: 'within_30', title: { zh: '≤30 分', en: '≤30 min' }, unit: 'share' },
];

const cellsOf = (figures: RescueFigures): readonly Cell[] => [
  figures.entrapments,
  figures.arrival.meanS,
  figures.arrival.p90S,
  figures.release.meanS,
  figures.arrival.within15Min,
  figures.arrival.within30Min,
];

interface Grouping {
  readonly id: string;
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly first: Bilingual;
  readonly by: (rescue: NamedRescue) => string;
  /** In order of the name instead of the count. */
  readonly inOrder?: boolean;
  readonly columns?: number;
}

const grouped = (rescues: readonly NamedRescue[], by: Grouping['by']): ReadonlyMap<string, RescueFact[]> => {
  const groups = new Map<string, RescueFact[]>();
  for (const rescue of rescues) {
    const key = by(rescue);
    groups.set(key, [...(groups.get(key) ?? []), rescue.fact]);
  }
  return groups;
};

const tableOf = (rescues: readonly NamedRescue[], grouping: Grouping): Table => {
  const { id, title, about, first, columns = rescueColumns.length } = grouping;
  const rows = [...grouped(rescues, grouping.by)]
    .map(([key, facts]) => ({ key, figures: rescueFigures(facts) }))
    .filter(({ figures }) => figures.entrapments > 0)
    .sort((a, b) =>
      grouping.inOrder === true || a.figures.entrapments === b.figures.entrapments
        ? a.key.localeCompare(b.key)
        : b.figures.entrapments - a.figures.entrapments,
    );
  return {
    id,
    title,
    about,
    none: { zh: '本期无困人。', en: 'No entrapments in the period.' },
    columns: [{ id: 'name', title: first, unit: 'text' }, ...rescueColumns.slice(0, columns)],
    rows: rows.map(({ key, figures }) => [key, ...cellsOf(figures).slice(0, columns)]),
  };
};

const groupings: readonly Grouping[] = [
  {
    id: 'by-district',
    title: { zh: '按区', en: 'By district' },
    about: { zh: '事件发生时电梯登记的所在区。', en: 'District in which the lift was registered at the time.' },
    first: { zh: '区', en: 'district' },
    by: ({ districtName, fact }) => districtName ?? fact.districtId,
  },
  {
    id: 'by-place',
    title: { zh: '按场所', en: 'By place' },
    about: { zh: '登记的使用场所。', en: 'Registered kind of place.' },
    first: { zh: '场所', en: 'place' },
    by: ({ fact }) => placeName(fact.place),
  },
  {
    id: 'by-hour',
    title: { zh: '按时段', en: 'By hour' },
    about: { zh: '开始时刻所在小时，北京时间。', en: 'Hour in which it began, Beijing time.' },
    first: { zh: '时', en: 'hour' },
    by: ({ fact }) => `${String(fact.hour).padStart(2, '0')}:00`,
    inOrder: true,
    columns: 1,
  },
  {
    id: 'by-cause',
    title: { zh: '按原因', en: 'By cause' },
    about: { zh: '结案时由救援人员填报。', en: 'As filed by the rescuers at the close.' },
    first: { zh: '原因', en: 'cause' },
    by: ({ fact }) => causeName(fact.cause),
    columns: 1,
  },
  {
    id: 'by-brand',
    title: { zh: '按制造单位', en: 'By brand' },
    about: {
      zh: '次数，未按在用台数折算，不能用来比较品牌。',
      en: 'Counts, not divided by the lifts in use: they do not compare brands.',
    },
    first: { zh: '制造单位', en: 'brand' },
    by: ({ fact }) => fact.brand ?? name(UNKNOWN),
    columns: 1,
  },
];

/** The breakdowns that both reports have, in the order of the template of published city reports. */
export const breakdowns = (rescues: readonly NamedRescue[]): readonly Table[] =>
  groupings.map((grouping) => tableOf(rescues, grouping));
