import { useNow } from '../live/clock.ts';
import { useLanguage } from '../words/language.tsx';
import { roughly } from '../words/time.ts';
import type { LiftState } from './lift-state.ts';

/** The terminals that speak for the lift. */
export const Terminals = ({ state }: { readonly state: LiftState }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  return (
    <section aria-labelledby="terminals">
      <h2 id="terminals">{words.lift.terminals}</h2>
      <ul className="finding-list">
        {state.terminals.map((one) => (
          <li key={one.terminalId}>
            <code>{one.terminalId}</code>{' '}
            <span className={one.connected ? 'mark' : 'mark mark-overdue'}>
              {one.connected ? words.lift.connected : words.lift.disconnected}
            </span>
            {one.clockOffsetMs !== 0 && (
              <span className="mark">
                {words.lift.clockOffset} {roughly(Math.abs(one.clockOffsetMs), language)}
              </span>
            )}
            <time>{words.ago(roughly(nowMs - one.heardMs, language))}</time>
          </li>
        ))}
      </ul>
    </section>
  );
};
