import type { Bilingual, Incident, UnixMs } from '@liftwatch/schemas';
import type { HoldStage } from './stage.ts';

/** Somebody said that messages about a place need not come for a time; with who, why and until when. */
export interface Silence {
  readonly silenceId: string;
  /** maintenance: work is going on there · silence: any other reason. */
  readonly kind: 'maintenance' | 'silence';
  readonly liftId?: string;
  readonly siteId?: string;
  /** Only of this kind of incident. */
  readonly incidentKind?: string;
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
  readonly author: string;
  readonly reason: string;
}

export const covers = (silence: Silence, incident: Incident, atMs: UnixMs): boolean =>
  silence.fromMs <= atMs &&
  atMs < silence.toMs &&
  (silence.liftId === undefined || silence.liftId === incident.liftId) &&
  (silence.siteId === undefined || silence.siteId === incident.lift.siteId) &&
  (silence.incidentKind === undefined || silence.incidentKind === incident.kind);

const kinds = { silence: { zh: '静默', en: 'silence' }, maintenance: { zh: '维保窗口', en: 'maintenance window' } };

const minuteIn = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
const inBeijing = minuteIn('Asia/Shanghai');
const inUtc = minuteIn('UTC');

/** Who asked for it, why and until when. */
const whyOf = ({ kind, author, reason, toMs }: Silence): Bilingual => {
  return {
    zh: `${author}设置的${kinds[kind].zh}（${reason}），至${inBeijing.format(toMs)}`,
    en: `${kinds[kind].en} by ${author} (${reason}) until ${inUtc.format(toMs)} UTC`,
  };
};

/** Silences and maintenance windows. */
export const silenced: HoldStage = (_, { incident, silences, nowMs }) => {
  const found = silences.find((s) => covers(s, incident, nowMs));
  return found && { reason: `${found.kind}-${found.silenceId}-by-${found.author}`, why: whyOf(found), next: 'again' };
};
