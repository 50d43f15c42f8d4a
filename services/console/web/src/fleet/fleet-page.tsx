import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import type { Census, LiftCondition } from '../../../src/fleet/fleet-lift.ts';
import { getJson } from '../api/ask.ts';
import type { FleetPage as Page } from '../api/queries.ts';
import { ShareLink } from '../shell/share-link.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { useWords } from '../words/language.tsx';
import { timeOfDay } from '../words/time.ts';
import { ConditionMark } from './condition-mark.tsx';
import { searchPath, useFleetFilter, type FleetFilter } from './fleet-filter.ts';
import { Groups } from './groups.tsx';
import { LiftList } from './lift-list.tsx';

const REFRESH_MS = 5_000;
const conditions: readonly LiftCondition[] = ['fault', 'unknown', 'normal'];

const Conditions = ({
  census,
  chosen,
  onChange,
}: {
  readonly census: Census | undefined;
  readonly chosen: string;
  readonly onChange: (condition: string) => void;
}) => (
  <div className="conditions">
    {conditions.map((condition) => (
      <button
        key={condition}
        type="button"
        className="condition-filter"
        aria-pressed={chosen === condition}
        onClick={() => onChange(chosen === condition ? '' : condition)}
      >
        <strong>{census?.[condition] ?? '–'}</strong>
        <ConditionMark condition={condition} />
      </button>
    ))}
  </div>
);

const Results = ({ filter, onClear }: { readonly filter: FleetFilter; readonly onClear: () => void }) => {
  const words = useWords();
  const search = useDeferredValue(searchPath(filter));
  const { data, error, refetch } = useQuery({
    queryKey: ['fleet', 'page', search, 0],
    queryFn: ({ signal }) => getJson<Page>(`/api/v1/fleet?${search}&offset=0&limit=100`, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  if (error && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const isFiltered = search !== '';
  return (
    <>
      <p className="results" role="status">
        {words.fleet.results(data.total)}
        {data.asOfMs !== null && <span className="muted"> · {words.shell.asOf(timeOfDay(data.asOfMs))}</span>}
        {isFiltered && (
          <button type="button" className="quiet-button" onClick={onClear}>
            {words.fleet.clear}
          </button>
        )}
      </p>
      {data.total > 0 ? (
        <LiftList key={search} search={search} total={data.total} />
      ) : (
        <Empty title={isFiltered ? words.fleet.nothing : words.fleet.empty}>
          <p>{isFiltered ? words.fleet.nothingHint : words.fleet.emptyHint}</p>
        </Empty>
      )}
    </>
  );
};

/** Every lift: by place or firm, by condition, by any word that people know it by. */
export const FleetPage = () => {
  const words = useWords();
  const [filter, change] = useFleetFilter();
  usePageTitle(words.fleet.title);
  const { data } = useQuery({
    queryKey: ['fleet', 'census', searchPath({ ...filter, condition: '' })],
    queryFn: () => getJson<Page>(`/api/v1/fleet?${searchPath({ ...filter, condition: '' })}&limit=1`),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const clear = () => change({ q: '', condition: '', districtId: '', siteId: '', firmId: '' });
  return (
    <div className="fleet">
      <div className="fleet-head">
        <h1>{words.fleet.title}</h1>
        <input
          type="search"
          className="search"
          aria-label={words.fleet.searchLabel}
          placeholder={words.fleet.search}
          value={filter.q}
          onChange={(event) => change({ q: event.target.value })}
        />
        <Conditions census={data?.census} chosen={filter.condition} onChange={(condition) => change({ condition })} />
        <ShareLink path={`/fleet${location.search}`} />
      </div>
      <Groups filter={filter} onChange={change} />
      <div className="fleet-results">
        <Results filter={filter} onClear={clear} />
      </div>
    </div>
  );
};
