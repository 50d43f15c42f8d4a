import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import type { Hash } from '../incidents/open.ts';
import type { Directory } from './directory.ts';

const why = {
  'no-carrier': { zh: '无可用通道', en: 'no carrier takes it' },
  'no-receipt': { zh: '无送达回执', en: 'no receipt' },
  'line-busy': { zh: '一直占线', en: 'the line stays busy' },
  'given-up': { zh: '发送失败', en: 'given up' },
} as const;

/**
 * Messages that tell the operator whom a message has not reached, so that somebody calls by hand: one for each incident
 * and recipient, however many of its messages fail. The operator's own messages page nobody, nor does what tells somebody that his
 * answer was taken: he was reached. Pure.
 */
export const undeliveredPages = (
  delivery: Delivery,
  reason: keyof typeof why,
  known: {
    readonly incident: Incident;
    readonly directory: Directory;
    readonly hash: Hash;
    readonly nowMs: UnixMs;
  },
): readonly Delivery[] => {
  if (delivery.role === 'operator' || delivery.notice === 'noted') return [];
  const { zh, en } = delivery.content.summary;
  const whom = `${delivery.recipientId} (${delivery.channel})`;
  const summary = {
    zh: `${whom} 未收到（${why[reason].zh}），请人工联系：${zh}`,
    en: `${whom} was not reached (${why[reason].en}), call by hand: ${en}`,
  };
  return known.directory.recipientsOf('operator', known.incident, known.nowMs).map((to) => ({
    deliveryId: known.hash(`undelivered|${delivery.incidentId}|${delivery.recipientId}|${to.recipientId}`),
    incidentId: delivery.incidentId,
    episode: delivery.episode,
    notice: 'undelivered',
    role: 'operator',
    recipientId: to.recipientId,
    channel: to.channel,
    ...(to.address === undefined ? {} : { address: to.address }),
    ...(to.language === undefined ? {} : { language: to.language }),
    reason: `undelivered-${reason}`,
    content: { ...delivery.content, summary },
    createdAtMs: known.nowMs,
    state: 'queued',
    attempts: 0,
    possiblyRepeated: false,
  }));
};
