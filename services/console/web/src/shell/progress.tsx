import { useEffect, useState } from 'react';
import { useLanguage } from '../words/language.tsx';
import { stopwatch } from '../words/time.ts';

const TICK_MS = 1_000;

/** Work that takes a while: that it goes on, for how long, and how far it is where that is known. */
export const Progress = ({
  what,
  done,
  of,
}: {
  readonly what: string;
  readonly done?: number;
  readonly of?: number;
}) => {
  const { language, words } = useLanguage();
  const [beganMs] = useState(() => performance.now());
  const [nowMs, setNowMs] = useState(beganMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="progress">
      <label>
        <span role="status">{what}</span>{' '}
        <span className="muted">
          {done !== undefined && of !== undefined && `${done} / ${of} · `}
          {words.share.running} <time>{stopwatch(nowMs - beganMs, language)}</time>
        </span>
        <progress {...(done !== undefined && of !== undefined && { value: done, max: Math.max(1, of) })} />
      </label>
    </div>
  );
};
