import type { IncidentDetail, Owed } from '../api/queries.ts';
import { useNow } from '../live/clock.ts';
import { useLanguage } from '../words/language.tsx';
import { stopwatch, timeOfDay } from '../words/time.ts';

const Clock = ({ owed }: { readonly owed: Owed }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  const leftMs = owed.byMs === null ? undefined : owed.byMs - nowMs;
  const isOverdue = leftMs !== undefined && leftMs < 0;
  return (
    <div className={isOverdue ? 'fact fact-alarm' : 'fact'}>
      <dt>{words.incident.owed[owed.what] ?? owed.what}</dt>
      <dd>
        {leftMs === undefined ? '–' : stopwatch(Math.abs(leftMs), language)}
        {isOverdue && ` ${words.incident.overdue}`}
        {owed.byMs !== null && <span className="muted"> {timeOfDay(owed.byMs)}</span>}
      </dd>
    </div>
  );
};

const Facts = ({ detail }: { readonly detail: IncidentDetail }) => {
  const { words } = useLanguage();
  const { owner, owed, level, incident } = detail;
  const { etaAtMs, arrivedAtMs } = incident.response ?? {};
  const isOver = (incident.resolvedAtMs ?? incident.closedAtMs) !== undefined;
  return (
    <dl className="facts">
      <div className={owner === null && !isOver ? 'fact fact-open' : 'fact'}>
        <dt>{words.incident.owner}</dt>
        <dd>{owner === null ? words.incident.noOwner : owner.id}</dd>
      </div>
      {owed && <Clock owed={owed} />}
      {etaAtMs !== undefined && arrivedAtMs === undefined && !isOver && (
        <div className="fact">
          <dt>{words.incident.eta}</dt>
          <dd>{timeOfDay(etaAtMs)}</dd>
        </div>
      )}
      {level > 1 && (
        <div className={isOver ? 'fact' : 'fact fact-alarm'}>
          <dt>{words.incident.escalation}</dt>
          <dd>{words.incident.level(level)}</dd>
        </div>
      )}
    </dl>
  );
};

/** Who has the incident, what is owed next, by when and what is done otherwise, how far it has been escalated. */
export const Standing = ({ detail }: { readonly detail: IncidentDetail }) => {
  const { language } = useLanguage();
  return (
    <>
      <Facts detail={detail} />
      {detail.owed && <p className="owed">{detail.owed.text[language]}</p>}
    </>
  );
};
