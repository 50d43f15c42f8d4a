import type { Warning } from '@liftwatch/schemas';
import { useLanguage } from '../words/language.tsx';
import { roughly } from '../words/time.ts';

const HOUR_MS = 3_600_000;

/** When a limit is reached, as an interval; "not known" when it is not known. */
export const TimeToLimit = ({ horizon }: { readonly horizon: Warning['horizon'] }) => {
  const { language, words } = useLanguage();
  if (horizon === null) return <span className="muted">{words.health.notKnown}</span>;
  if (horizon.highH === 0) return <strong>{words.health.reached}</strong>;
  const length = (hours: number): string => (hours === 0 ? words.health.now : roughly(hours * HOUR_MS, language));
  return (
    <strong>
      {words.health.between(
        length(horizon.lowH),
        horizon.highH === null ? words.health.notKnown : length(horizon.highH),
      )}
    </strong>
  );
};
