import { comparePriority, type Delivery, type Incident, type NoticeKind } from '@liftwatch/schemas';
import { isEnded, isLive } from '../incidents/states.ts';

const ends = (after: Incident): NoticeKind | undefined => {
  if (after.state === 'withdrawn') return 'withdrawn';
  if (isEnded(after) || after.state === 'closed') return after.outcome === 'rejected' ? 'rejected' : 'released';
  return undefined;
};

const live = (before: Incident | undefined, after: Incident): NoticeKind[] => {
  if (!isLive(after)) return before?.state === after.state ? [] : ['suspected'];
  if (!before || !isLive(before)) return ['alarm'];
  // Up again to where it was before tells nobody anything new.
  return comparePriority(after.priority, before.peakPriority ?? before.priority) < 0 ? ['updated'] : [];
};

/** What has become of an incident that people should hear, in the order in which they should hear it. */
export const noticesOf = (before: Incident | undefined, after: Incident): readonly NoticeKind[] => {
  if (after.state === 'history') return [];
  const end = ends(after);
  const wasLive = before !== undefined && (isLive(before) || before.state === 'suspected');
  if (end) return wasLive ? [end] : [];
  const confirmed = after.confirmation === 'confirmed' && before?.confirmation !== 'confirmed' && isLive(after);
  return [...live(before, after), ...(confirmed ? (['confirmed'] as const) : [])];
};

const ofEnds: ReadonlySet<NoticeKind> = new Set(['withdrawn', 'released', 'rejected']);
const ofOngoing: ReadonlySet<NoticeKind> = new Set([
  'suspected',
  'alarm',
  'updated',
  'confirmed',
  'reminder',
  'escalated',
  'overdue',
]);

/** Whether a message tells somebody that it is over, for everybody. */
export const tellsEnd = ({ notice }: Pick<Delivery, 'notice'>): boolean => ofEnds.has(notice);

/** Whether it tells him that it goes on. */
export const tellsOngoing = ({ notice }: Pick<Delivery, 'notice'>): boolean => ofOngoing.has(notice);

/** Whether it tells him that he need not come. */
export const callsOff = (message: Pick<Delivery, 'notice'>): boolean => tellsEnd(message) || message.notice === 'taken';
