import { Link } from 'wouter';
import { useOpenIncidents, useOverview } from '../api/queries.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { useWords } from '../words/language.tsx';
import { timeOfDay } from '../words/time.ts';
import { IncidentView } from './incident-view.tsx';
import { byUrgency, hasEnded } from './order.ts';
import { Queue } from './queue.tsx';

/** The calm page says why it may be calm: how many lifts are heard, and as of when. */
const Quiet = () => {
  const words = useWords();
  const overview = useOverview();
  const census = overview?.census;
  const lifts = census ? census.normal + census.fault + census.unknown : 0;
  // Where nothing is watched, that nothing needs anybody is no news.
  if (census && lifts === 0)
    return (
      <div className="quiet">
        <p className="state-title">{words.duty.noLifts}</p>
        <p>{words.duty.noLiftsHint}</p>
        <Link href="/guide" className="button">
          {words.nav.guide}
        </Link>
      </div>
    );
  return (
    <div className="quiet">
      <p className="quiet-title">{words.duty.quiet}</p>
      {census && <p>{words.duty.quietHint(lifts, census.unknown)}</p>}
      {overview?.incidentsAsOfMs && <p className="muted">{words.shell.asOf(timeOfDay(overview.incidentsAsOfMs))}</p>}
      {overview?.isDemo && (
        <p>
          <Link href="/guide" className="button">
            {words.guide.title}
          </Link>
        </p>
      )}
    </div>
  );
};

/** The operator's first page: what needs a person on the left, all of one incident on the right. */
export const DutyPage = ({ selectedId }: { readonly selectedId: string | undefined }) => {
  const words = useWords();
  const { data: incidents, error, refetch } = useOpenIncidents();
  usePageTitle(words.duty.title, incidents?.length);
  if (error && incidents === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (incidents === undefined) return <Loading />;
  // A wide screen shows the most urgent one at once; a phone shows the list.
  const shownId = selectedId ?? [...incidents].sort(byUrgency).find((one) => !hasEnded(one))?.incidentId;
  return (
    <div className={`duty ${selectedId === undefined ? 'duty-list' : 'duty-one'}`}>
      <div className="duty-queue">
        <h1>{words.duty.title}</h1>
        {incidents.length === 0 ? <Quiet /> : <Queue incidents={incidents} selectedId={shownId} />}
        <p className="duty-more">
          <Link href="/ended">{words.duty.showHistory}</Link>
        </p>
      </div>
      <div className="duty-detail">{shownId !== undefined && <IncidentView key={shownId} incidentId={shownId} />}</div>
    </div>
  );
};
