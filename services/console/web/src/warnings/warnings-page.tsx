import { useSearchParams } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { usePrecision, useWorklist, useWorklists, type WorklistItem } from '../api/worklist.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useWords } from '../words/language.tsx';
import { Item } from './item.tsx';

const Items = ({
  title,
  items,
  isOver = false,
}: {
  readonly title: string;
  readonly items: readonly WorklistItem[];
  readonly isOver?: boolean;
}) =>
  items.length === 0 ? null : (
    <section>
      <h2>
        {title} <span className="count">{items.length}</span>
      </h2>
      <ul>
        {items.map((item) => (
          <Item key={item.itemId} item={item} isOver={isOver} />
        ))}
      </ul>
    </section>
  );

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);

const Precision = () => {
  const words = useWords();
  const rows = (usePrecision().data ?? []).filter(({ firmId }) => firmId === null);
  if (rows.length === 0) return null;
  const { rule, confirmed, rejected, share, all, precision } = words.worklist;
  return (
    <section>
      <h2>{precision}</h2>
      <Table title={precision} headings={[rule, confirmed, rejected, share]}>
        {rows.map((row) => (
          <tr key={row.rule ?? ''}>
            <th scope="row">{row.rule ?? all}</th>
            <td>{row.confirmed}</td>
            <td>{row.rejected}</td>
            <td>
              {percent(row.precision)}{' '}
              {row.low !== null && <span className="muted">{`${percent(row.low)} – ${percent(row.high)}`}</span>}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
};

const Nothing = () => {
  const { nothing, nothingHint } = useWords().worklist;
  return (
    <Empty title={nothing}>
      <p>{nothingHint}</p>
    </Empty>
  );
};

const FirmList = ({ firmId }: { readonly firmId: string }) => {
  const words = useWords();
  const { data, error, refetch } = useWorklist(firmId);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  // What is never budgeted is on the list at once, before it is ranked.
  const isOnList = ({ rank, state }: WorklistItem): boolean => rank !== null || state === 'act' || state === 'accepted';
  const onList = data.items.filter(isOnList).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const waiting = data.items.filter((item) => !onList.includes(item));
  return (
    <>
      <p className="muted">{words.worklist.capacity(data.capacityPerDay)}</p>
      {data.items.length === 0 && <Nothing />}
      <Items title={words.worklist.onList} items={onList} />
      <Items title={words.worklist.waiting} items={waiting} />
      <Items title={words.worklist.closed} items={data.closed} isOver />
    </>
  );
};

/** Early warnings as each firm works on them, in rank order. */
export const WarningsPage = () => {
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const { data: firms, error, refetch } = useWorklists();
  const isDemo = useOverview()?.isDemo === true;
  usePageTitle(words.worklist.title);
  if (error && !firms) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!firms) return <Loading />;
  const chosen = params.get('firm') ?? firms.find(({ act }) => act > 0)?.firmId ?? firms[0]?.firmId;
  return (
    <div className="page">
      <h1>{words.worklist.title}</h1>
      <p className="muted">{words.worklist.intro}</p>
      <div className="tabs" role="group" aria-label={words.worklist.firms}>
        {firms.map(({ firmId, act, accepted, watch }) => (
          <button
            key={firmId}
            type="button"
            className="tab"
            aria-pressed={firmId === chosen}
            onClick={() => setParams({ firm: firmId }, { replace: true })}
          >
            {firmId === 'none' ? words.worklist.noFirm : firmId} <span className="count">{act + accepted + watch}</span>
          </button>
        ))}
      </div>
      {isDemo && <p className="note">{words.worklist.demo}</p>}
      {chosen === undefined ? <Nothing /> : <FirmList firmId={chosen} />}
      <Precision />
    </div>
  );
};
