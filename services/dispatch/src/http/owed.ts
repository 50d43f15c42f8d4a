import type { Bilingual, Incident, IncidentDeadline, UnixMs } from '@liftwatch/schemas';
import { beijingTime } from '../channels/beijing-time.ts';
import { isEnded, isLive } from '../incidents/states.ts';

/** What is still owed of an incident, and by when; `byMs` null: no clock runs for it. */
export interface Owed {
  readonly what: 'acknowledge' | 'arrive' | 'release' | 'end' | 'close';
  readonly byMs: UnixMs | null;
  readonly by: string | null;
  /** The step that is taken when it is not done by then, and what people call it. */
  readonly else: string | null;
  readonly elseName: Bilingual | null;
  readonly text: Bilingual;
}

const words: Readonly<Record<Owed['what'], Bilingual>> = {
  acknowledge: { zh: '接单', en: 'somebody to take it on' },
  arrive: { zh: '到场', en: 'arrival at the lift' },
  release: { zh: '解救', en: 'release of the people' },
  end: { zh: '故障排除', en: 'the end of the fault' },
  close: { zh: '填写原因并关闭', en: 'the cause, and closing' },
};

const nameOf = ({ step, name }: IncidentDeadline): Bilingual => name ?? { zh: step, en: step };

const timeOf = (atMs: UnixMs): string => beijingTime(atMs).slice(11, 19);

/** `last`: the last clock of the same kind, which is the limit; the ones before it are warnings. */
const clocked = (next: IncidentDeadline, last: IncidentDeadline): Owed => {
  const { what, dueAtMs, step } = next;
  const by = new Date(dueAtMs).toISOString();
  const name = nameOf(next);
  const text = words[what];
  const isLast = last.dueAtMs === dueAtMs;
  return {
    ...{ what, byMs: dueAtMs, by, else: step, elseName: name },
    text: {
      zh: `待${text.zh}，最迟北京时间${timeOf(dueAtMs)}，逾时下一步：${name.zh}${isLast ? '' : `；最后一级${timeOf(last.dueAtMs)}：${nameOf(last).zh}`}`,
      en: `owed: ${text.en} by ${timeOf(dueAtMs)} Beijing time, else the next step: ${name.en}${isLast ? '' : `; the last one at ${timeOf(last.dueAtMs)}: ${nameOf(last).en}`}`,
    },
  };
};

/** Nothing is counted any more, or nothing ever was. */
const open = (what: Owed['what'], isExhausted = false): Owed => {
  const text = words[what];
  return {
    ...{ what, byMs: null, by: null, else: null, elseName: null },
    text: {
      zh: `待${text.zh}${isExhausted ? '，各级均已通知' : ''}`,
      en: `owed: ${text.en}${isExhausted ? ', every level has been told' : ''}`,
    },
  };
};

const unclocked = (incident: Incident): Owed['what'] => {
  if (!incident.response?.owner && incident.state !== 'arrived') return 'acknowledge';
  if (incident.state !== 'arrived') return 'arrive';
  return incident.kind === 'entrapment' ? 'release' : 'end';
};

/** The next clock of an incident; null when nothing is owed any more. */
export const owedOf = (incident: Incident): Owed | null => {
  const { deadlines = [], level = 1 } = incident.response ?? {};
  const [next, ...later] = [...deadlines].sort((a, b) => a.dueAtMs - b.dueAtMs);
  if (isEnded(incident)) return open('close');
  if (!isLive(incident)) return null;
  if (next) return clocked(next, later.findLast((one) => one.what === next.what) ?? next);
  return incident.kind.startsWith('system/') ? open('end') : open(unclocked(incident), level === 3);
};
