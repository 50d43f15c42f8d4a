import type { Incident } from '@liftwatch/schemas';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { getJson } from '../api/ask.ts';
import { useWordList } from '../api/queries.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, roughly } from '../words/time.ts';
import { kindName, placeName } from './names.ts';
import { PriorityChip } from './priority-chip.tsx';

interface Page {
  readonly items: readonly Incident[];
  readonly next: string | null;
}

const EndedRow = ({ incident }: { readonly incident: Incident }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  const endedMs = incident.resolvedAtMs ?? incident.closedAtMs ?? incident.updatedAtMs;
  return (
    <tr>
      <td>
        <PriorityChip priority={incident.priority} />
      </td>
      <th scope="row">
        <Link href={`/incidents/${incident.incidentId}`}>{kindName(incident.kind, words, { list, language })}</Link>
        {incident.drill && <span className="mark mark-drill">{words.incident.drill}</span>}
      </th>
      <td>{placeName(incident)}</td>
      <td>{dateAndTime(incident.openedAtMs, language)}</td>
      <td>{roughly(endedMs - incident.openedAtMs, language)}</td>
      <td>{words.outcome[incident.outcome ?? ''] ?? words.state[incident.state]}</td>
    </tr>
  );
};

/** Incidents that ended, newest first. */
export const EndedPage = () => {
  const { words } = useLanguage();
  usePageTitle(words.duty.history);
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery({
    queryKey: ['incidents', 'ended'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      getJson<Page>(`/dispatch/api/v1/incidents?open=false&limit=50${pageParam && `&after=${pageParam}`}`),
    getNextPageParam: (page: Page) => page.next ?? undefined,
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const incidents = data.pages.flatMap((page) => page.items);
  return (
    <div className="page">
      <p>
        <Link href="/">← {words.nav.duty}</Link>
      </p>
      <h1>{words.duty.history}</h1>
      {incidents.length === 0 ? (
        <Empty title={words.none} />
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={words.duty.history}>
          <table className="table">
            <tbody>
              {incidents.map((one) => (
                <EndedRow key={one.incidentId} incident={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <button type="button" className="button" onClick={() => void fetchNextPage()}>
          …
        </button>
      )}
    </div>
  );
};
