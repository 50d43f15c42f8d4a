import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'wouter';
import { getJson } from '../api/ask.ts';
import { useWordList } from '../api/queries.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';
import { factText, type ShownFact } from './fact-text.ts';

interface LedgerLine {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly subject: string;
  readonly hash: string;
  readonly kindText: { readonly zh: string; readonly en: string };
  readonly facts: Readonly<Record<string, unknown>>;
  readonly shown: readonly ShownFact[];
}
interface Page {
  readonly items: readonly LedgerLine[];
  readonly next: string | null;
}

const SHOWN_HASH = 12;

const Line = ({ line }: { readonly line: LedgerLine }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  return (
    <tr>
      <td>{line.seq}</td>
      <td className="nowrap">{dateAndTime(line.atMs, language)}</td>
      <td>{line.kindText[language]}</td>
      <td>{line.subject}</td>
      <td>
        {line.shown.map((one) => (
          <span key={one.fact} className="block">
            <span className="muted">{one.name[language]}</span>{' '}
            {factText(one, line.facts[one.fact], { words, language, list })}
          </span>
        ))}
      </td>
      <td>
        <code title={line.hash}>{line.hash.slice(0, SHOWN_HASH)}</code>
      </td>
    </tr>
  );
};

/** The audit ledger: what was done, when, by whom, line by line, the newest first. */
export const AuditPage = () => {
  const { words } = useLanguage();
  const [params, setParams] = useSearchParams();
  const subject = useDeferredValue(params.get('subject') ?? '');
  usePageTitle(words.audit.title);
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery({
    queryKey: ['audit', subject],
    initialPageParam: '0',
    queryFn: ({ pageParam }) =>
      getJson<Page>(
        `/dispatch/api/v1/ledger?order=newest&limit=200&after=${pageParam}${subject && `&subject=${encodeURIComponent(subject)}`}`,
      ),
    getNextPageParam: (page: Page) => page.next ?? undefined,
  });
  const { when, what, subject: of, facts, hash, intro, filter, more, title } = words.audit;
  const lines = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>{title}</h1>
      <p className="muted">{intro}</p>
      <input
        type="search"
        className="search"
        aria-label={filter}
        placeholder={filter}
        value={params.get('subject') ?? ''}
        onChange={(event) =>
          setParams(event.target.value === '' ? {} : { subject: event.target.value }, { replace: true })
        }
      />
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && lines.length === 0 && <Empty title={words.none} />}
      {lines.length > 0 && (
        <Table title={title} headings={['#', when, what, of, facts, hash]} className="audit" isWide>
          {lines.map((line) => (
            <Line key={line.seq} line={line} />
          ))}
        </Table>
      )}
      {hasNextPage && (
        <button type="button" className="button" onClick={() => void fetchNextPage()}>
          {more}
        </button>
      )}
    </div>
  );
};
