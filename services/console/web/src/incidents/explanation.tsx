import type { Finding, Incident } from '@liftwatch/schemas';
import type { UseQueryResult } from '@tanstack/react-query';
import { useWordList } from '../api/queries.ts';
import { Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { sourceIn } from '../words/sources.ts';
import { numberOf, timeOfDay } from '../words/time.ts';
import type { Words } from '../words/zh.ts';

/** More limits than this are folded away: what was read matters first. */
const FEW = 4;

/** The engine tells a signal as `name = value`: said here as the lift's own page says it. */
const inWords = (text: string, words: Words): string => {
  const [, name = '', value = ''] = /^(\w+) = (.*)$/.exec(text) ?? [];
  const signal = words.signal[name];
  return signal === undefined ? text : `${signal}: ${words.value[value] ?? value}`;
};

const Thresholds = ({ finding }: { readonly finding: Finding }) => {
  const { language, words } = useLanguage();
  const { thresholds } = finding.explanation;
  if (thresholds.length === 0) return null;
  return (
    <details className="limits" open={thresholds.length <= FEW}>
      <summary>
        {words.incident.thresholds} <span className="count">{thresholds.length}</span>
      </summary>
      <ul className="thresholds">
        {thresholds.map(({ name, value, unit, source }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            <strong>
              {numberOf(value, language)} {unit}
            </strong>{' '}
            <span className="muted">{sourceIn(source, language)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
};

const Evidence = ({ finding }: { readonly finding: Finding }) => {
  const { language, words } = useLanguage();
  return (
    <>
      <h4>{words.incident.evidence}</h4>
      <ol className="evidence">
        {finding.explanation.evidence.map((one, i) => (
          <li key={i}>
            <time>{timeOfDay(one.atMs)}</time> {inWords(one.what[language], words)}
          </li>
        ))}
      </ol>
    </>
  );
};

const Verdict = ({ finding, isOpen }: { readonly finding: Finding; readonly isOpen: boolean }) => {
  const { language, words } = useLanguage();
  const name = useWordList()?.codes[finding.code]?.[language] ?? '';
  return (
    <details className="verdict" open={isOpen}>
      <summary>
        <code>{finding.code}</code> {name}: {finding.explanation.summary[language]}
      </summary>
      <Evidence finding={finding} />
      <Thresholds finding={finding} />
      <p>
        <strong>{words.incident.clears}</strong> {finding.explanation.clearsWhen[language]}
      </p>
      <p className="muted">
        {words.incident.rule} {finding.rule.name} · {words.incident.version} {finding.rule.version}
      </p>
    </details>
  );
};

/** Why did this fire: each finding of the incident with the readings, limits and sources behind it. */
export const Explanation = ({
  incident,
  findings,
}: {
  readonly incident: Incident;
  readonly findings: UseQueryResult<readonly Finding[]>;
}) => {
  const { language, words } = useLanguage();
  const known = findings.data ?? [];
  const missing = incident.members.filter((member) => !known.some((one) => one.findingId === member.findingId));
  return (
    <section className="why" aria-labelledby="why">
      <h3 id="why">{words.incident.why}</h3>
      {findings.isLoading && <Loading />}
      {known.map((finding, i) => (
        <Verdict key={finding.findingId} finding={finding} isOpen={i === 0} />
      ))}
      {!findings.isLoading &&
        missing.map((member) => (
          <p key={member.findingId}>
            <code>{member.code}</code> {member.summary[language]}
          </p>
        ))}
      {incident.members.length === 0 && <p className="muted">{words.incident.noExplanation}</p>}
    </section>
  );
};
