import type { Bilingual, Delivery, UnixMs } from '@liftwatch/schemas';
import type { Hold } from './stage.ts';

/** A message that waits, with its reason: listed until it is sent, told in a digest, or no longer needed. */
export interface HeldBack extends Hold {
  /** Of the message as it would have gone out. */
  readonly delivery: Delivery;
  readonly heldAtMs: UnixMs;
}

/** Names a message of an incident to a person: one waits at a time. */
export const keyOf = ({ delivery }: Pick<HeldBack, 'delivery'>): string =>
  `${delivery.incidentId}|${delivery.recipientId}`;

/** When the digest of a person is due: so long after the first that waits for it. */
export const digestDueAt = (held: readonly HeldBack[], everyMs: number): UnixMs | undefined => {
  const waiting = held.filter((h) => h.next === 'digest').map((h) => h.heldAtMs);
  return waiting.length === 0 ? undefined : Math.min(...waiting) + everyMs;
};

const LISTED_COUNT = 5;

/** What a digest says: how many, and the first of them by name. */
export const digestSummary = (held: readonly HeldBack[]): Bilingual => {
  const placeOf = ({ delivery: { content } }: HeldBack): string => content.lift.name ?? content.liftId ?? content.scope;
  const first = held.slice(0, LISTED_COUNT);
  const more = held.length - first.length;
  return {
    zh: `${held.length}起事件：${first.map((h) => `${placeOf(h)}${h.delivery.content.summary.zh}`).join('；')}${more > 0 ? `；另${more}起` : ''}`,
    en: `${held.length} incidents: ${first.map((h) => `${placeOf(h)} ${h.delivery.content.summary.en}`).join('; ')}${more > 0 ? `; ${more} more` : ''}`,
  };
};

/** Where: the building or district that they share, and how many lifts. */
export const placeOfDigest = (held: readonly HeldBack[]): Delivery['content']['lift'] => {
  const lifts = held.map((h) => h.delivery.content.lift);
  const shared = <K extends 'siteId' | 'districtId' | 'firmId'>(key: K) => {
    const [first] = lifts;
    const value = first?.[key];
    return value !== undefined && lifts.every((l) => l[key] === value) ? { [key]: value } : {};
  };
  const name = `${new Set(held.map((h) => h.delivery.content.scope)).size}台电梯`;
  return { registered: true, name, ...shared('siteId'), ...shared('districtId'), ...shared('firmId') };
};
