import type { Bilingual, Incident, UnixMs } from '@liftwatch/schemas';
import { isEnded, isLive } from '../incidents/states.ts';

/** What is still owed of an incident, and by when; `byMs` null: no clock runs for it. */
export interface Owed {
  readonly what: 'acknowledge' | 'arrive' | 'release' | 'end' | 'close';
  readonly byMs: UnixMs | null;
  readonly by: string | null;
  /** The step that is taken when it is not done by then. */
  readonly else: string | null;
  readonly text: Bilingual;
}

const words: Readonly<Record<Owed['what'], Bilingual>> = {
  acknowledge: { zh: '接单', en: 'somebody to take it on' },
  arrive: { zh: '到场', en: 'arrival at the lift' },
  release: { zh: '解救', en: 'release of the people' },
  end: { zh: '故障排除', en: 'the end of the fault' },
  close: { zh: '填写原因并关闭', en: 'the cause, and closing' },
};

const owed = (what: Owed['what'], byMs: UnixMs | null, step: string | null): Owed => {
  const by = byMs === null ? null : new Date(byMs).toISOString();
  const text = words[what];
  return {
    what,
    byMs,
    by,
    else: step,
    text: { zh: `待${text.zh}${by ? `，时限 ${by}` : ''}`, en: `owed: ${text.en}${by ? ` by ${by}` : ''}` },
  };
};

const unclocked = (incident: Incident): Owed['what'] => {
  if (!incident.response?.owner && incident.state !== 'arrived') return 'acknowledge';
  if (incident.state !== 'arrived') return 'arrive';
  return incident.kind === 'entrapment' ? 'release' : 'end';
};

/** The next clock of an incident; null when nothing is owed any more. */
export const owedOf = (incident: Incident): Owed | null => {
  const [next] = [...(incident.response?.deadlines ?? [])].sort((a, b) => a.dueAtMs - b.dueAtMs);
  if (isEnded(incident)) return owed('close', null, null);
  if (!isLive(incident)) return null;
  if (next) return owed(next.what, next.dueAtMs, next.step);
  return owed(incident.kind.startsWith('system/') ? 'end' : unclocked(incident), null, null);
};
