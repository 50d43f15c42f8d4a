import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { getJson, RefusedError } from '../api/ask.ts';
import { useRules, type Rule } from '../api/rules.ts';
import { Chart, type Point } from '../charts/chart.tsx';
import type { Limit } from '../charts/plot-options.ts';
import { Empty, Loading } from '../shell/states.tsx';
import { useWords } from '../words/language.tsx';
import { DoorCycles } from './door-cycles.tsx';
import { trendList, type TrendSpec } from './trend-list.ts';

const HOUR_MS = 3_600_000;
const ranges = { '1h': HOUR_MS, '6h': 6 * HOUR_MS, '1d': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS };
type Range = keyof typeof ranges;
const isRange = (text: string | null): text is Range => text !== null && Object.hasOwn(ranges, text);

export interface TrendAnswer {
  readonly rows: readonly {
    readonly atMs: number;
    readonly fields: Readonly<Record<string, number | string | boolean | null>>;
  }[];
  readonly isCut: boolean;
}

const trendPath = (liftId: string, spec: Pick<TrendSpec, 'measurement' | 'field'>, rangeMs: number): string => {
  const toMs = Date.now();
  return `/api/v1/lifts/${encodeURIComponent(liftId)}/trend?measurement=${spec.measurement}&fields=${spec.field}&fromMs=${toMs - rangeMs}&toMs=${toMs}`;
};

const limitsOf = ({ limit, unit }: TrendSpec, rules: readonly Rule[] | undefined, name: string): readonly Limit[] => {
  if (limit === undefined) return [];
  const argument = rules?.find((rule) => rule.name === limit.rule)?.args[limit.argument];
  if (argument === undefined) return [];
  const value = argument.default * (limit.scale ?? 1);
  const label = `${name} ${limit.both ? '±' : ''}${value} ${unit}`;
  return limit.both
    ? [
        { value, label },
        { value: -value, label },
      ]
    : [{ value, label }];
};

const pointsOf = (answer: TrendAnswer | undefined, field: string): readonly Point[] =>
  (answer?.rows ?? []).flatMap(({ atMs, fields }) => {
    const value = fields[field];
    return typeof value === 'number' ? [{ atMs, value }] : [];
  });

const TrendChart = ({ spec, answer }: { readonly spec: TrendSpec; readonly answer: TrendAnswer | undefined }) => {
  const words = useWords();
  const rules = useRules().data;
  const points = useMemo(() => pointsOf(answer, spec.field), [answer, spec.field]);
  const limits = useMemo(() => limitsOf(spec, rules, words.chart.limit), [spec, rules, words]);
  const title = words.chart[spec.title];
  return (
    <div>
      <Chart title={title} unit={spec.unit} points={points} limits={limits.slice(0, 2)} />
      {answer?.isCut && <p className="muted">{words.chart.cut}</p>}
    </div>
  );
};

const useRange = (): readonly [Range, (range: Range) => void] => {
  const [params, setParams] = useSearchParams();
  const asked = params.get('range');
  return [isRange(asked) ? asked : '6h', (range) => setParams({ range }, { replace: true })];
};

/** Trends of one lift, and its door cycles per floor. */
export const Trends = ({ liftId }: { readonly liftId: string }) => {
  const words = useWords();
  const [range, setRange] = useRange();
  const answers = useQueries({
    queries: trendList.map((spec) => ({
      queryKey: ['trend', liftId, range, spec.measurement, spec.field],
      queryFn: () => getJson<TrendAnswer>(trendPath(liftId, spec, ranges[range])),
      refetchInterval: 30_000,
    })),
  });
  const doors = useQuery({
    queryKey: ['trend', liftId, range, 'door_cycle', 'floor'],
    queryFn: () =>
      getJson<TrendAnswer>(trendPath(liftId, { measurement: 'door_cycle', field: 'floor,reopens' }, ranges[range])),
    refetchInterval: 30_000,
  });
  const refusal = answers.find(({ error }) => error !== null)?.error;
  return (
    <section aria-labelledby="trends" className="trends">
      <div className="trends-head">
        <h2 id="trends">{words.lift.trends}</h2>
        <div className="tabs" role="group" aria-label={words.lift.range}>
          {(Object.keys(ranges) as Range[]).map((one) => (
            <button key={one} type="button" className="tab" aria-pressed={one === range} onClick={() => setRange(one)}>
              {words.lift.ranges[one]}
            </button>
          ))}
        </div>
      </div>
      {refusal ? (
        <Empty
          title={refusal instanceof RefusedError && refusal.problem.status === 404 ? words.chart.absent : words.failed}
        >
          <p>{refusal.message}</p>
        </Empty>
      ) : answers.every(({ data }) => data === undefined) ? (
        <Loading />
      ) : (
        <div className="chart-grid">
          {trendList.map((spec, i) => (
            <TrendChart key={spec.title} spec={spec} answer={answers[i]?.data} />
          ))}
          <DoorCycles answer={doors.data} />
        </div>
      )}
    </section>
  );
};
