import type { TimelineLine } from '../api/queries.ts';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';

/** What happened in order, and why: dispatch's own words. */
export const Timeline = ({ lines }: { readonly lines: readonly TimelineLine[] }) => {
  const { language, words } = useLanguage();
  return (
    <section aria-labelledby="timeline">
      <h3 id="timeline">{words.incident.timeline}</h3>
      <ol className="timeline">
        {lines.map((line, i) => (
          <li key={i}>
            <time>{dateAndTime(line.atMs, language)}</time>
            <span>
              {line.text[language]}
              {line.who !== 'liftwatch' && <span className="muted"> · {line.who}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
