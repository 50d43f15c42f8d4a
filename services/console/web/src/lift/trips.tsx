import { useInfiniteQuery } from '@tanstack/react-query';
import { getJson } from '../api/ask.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, numberOf } from '../words/time.ts';
import type { TrendAnswer } from './trends.tsx';

/** Trips are read in windows that begin at the same moments for everybody, the newest first. */
const WINDOW_MS = 6 * 3_600_000;
const REFRESH_MS = 30_000;
const SHOWN_AT_ONCE = 50;
const FIELDS = [
  'from_floor',
  'to_floor',
  'duration_ms',
  'distance_m',
  'levelling_error_mm',
  'vibration_a95_z_mps2',
].join();

type Trip = TrendAnswer['rows'][number];

/** The window `back` windows before the newest one, which lasts until now. */
const windowOf = (back: number, nowMs: number) => {
  const baseMs = Math.floor(nowMs / WINDOW_MS) * WINDOW_MS;
  return back === 0
    ? { fromMs: baseMs - WINDOW_MS, toMs: nowMs }
    : { fromMs: baseMs - (back + 1) * WINDOW_MS, toMs: baseMs - back * WINDOW_MS };
};

const useTrips = (liftId: string) =>
  useInfiniteQuery({
    queryKey: ['trend', liftId, 'trips'],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      const { fromMs, toMs } = windowOf(pageParam, Date.now());
      const path = `/api/v1/lifts/${encodeURIComponent(liftId)}/trend?measurement=trip&fields=${FIELDS}`;
      const { rows, isCut } = await getJson<TrendAnswer>(`${path}&fromMs=${fromMs}&toMs=${toMs}`);
      return { fromMs, isCut, rows: rows.toReversed() };
    },
    getNextPageParam: (_last, pages) => pages.length,
    refetchInterval: REFRESH_MS,
  });

const Figure = ({
  value,
  unit,
  scale = 1,
}: {
  readonly value: unknown;
  readonly unit: string;
  readonly scale?: number;
}) => {
  const { language, words } = useLanguage();
  if (typeof value !== 'number') return <span className="muted">{words.unknown}</span>;
  return (
    <>
      {numberOf(value * scale, language)} {unit}
    </>
  );
};

const TripRow = ({ trip }: { readonly trip: Trip }) => {
  const { language, words } = useLanguage();
  const { fields } = trip;
  const floor = (name: 'from_floor' | 'to_floor'): string => String(fields[name] ?? words.unknown);
  return (
    <tr>
      <td className="nowrap">
        <time>{dateAndTime(trip.atMs, language)}</time>
      </td>
      <th scope="row" className="nowrap">
        {floor('from_floor')} → {floor('to_floor')}
      </th>
      <td>
        <Figure value={fields['duration_ms']} unit="s" scale={0.001} />
      </td>
      <td>
        <Figure value={fields['distance_m']} unit="m" />
      </td>
      <td>
        <Figure value={fields['levelling_error_mm']} unit="mm" />
      </td>
      <td>
        <Figure value={fields['vibration_a95_z_mps2']} unit="m/s²" />
      </td>
    </tr>
  );
};

const TripTable = ({ trips }: { readonly trips: readonly Trip[] }) => {
  const { words } = useLanguage();
  const { title, route, duration, distance } = words.trips;
  return (
    <Table
      title={title}
      headings={[words.chart.time, route, duration, distance, words.chart.levelling, words.chart.vibration]}
      className="trip-list"
    >
      {trips.map((trip) => (
        <TripRow key={trip.atMs} trip={trip} />
      ))}
    </Table>
  );
};

/** Each trip of one lift, the newest first, as far back as one asks. */
export const Trips = ({ liftId }: { readonly liftId: string }) => {
  const { language, words } = useLanguage();
  const { data, error, refetch, fetchNextPage, isFetchingNextPage } = useTrips(liftId);
  const trips = data?.pages.flatMap(({ rows }) => rows) ?? [];
  const oldestMs = data?.pages.at(-1)?.fromMs;
  const shown = trips.slice(0, SHOWN_AT_ONCE * (data?.pages.length ?? 1));
  return (
    <section aria-labelledby="trips">
      <h2 id="trips">
        {words.trips.title} <span className="count">{data && trips.length}</span>
      </h2>
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && trips.length === 0 && (
        <Empty title={words.trips.none}>
          <p>{words.chart.noDataHint}</p>
        </Empty>
      )}
      {shown.length > 0 && <TripTable trips={shown} />}
      {data?.pages.some(({ isCut }) => isCut) && <p className="muted">{words.chart.cut}</p>}
      {oldestMs !== undefined && (
        <p>
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.trips.earlier}
          </button>{' '}
          <span className="muted">
            {words.trips.shown(shown.length, trips.length)} {words.trips.since} {dateAndTime(oldestMs, language)}
          </span>
        </p>
      )}
    </section>
  );
};
