import type { Bilingual, Delivery } from '@liftwatch/schemas';
import { beijingMinute } from './beijing-time.ts';

/** Headline of each notice, for people; `suspected` is marked 疑似 wherever it is shown. */
const noticeWords: Readonly<Record<Delivery['notice'], Bilingual>> = {
  suspected: { zh: '疑似', en: 'Suspected' },
  alarm: { zh: '报警', en: 'Alarm' },
  updated: { zh: '升级', en: 'More urgent' },
  confirmed: { zh: '已确认', en: 'Confirmed' },
  withdrawn: { zh: '撤回', en: 'Withdrawn' },
  released: { zh: '解除', en: 'Ended' },
  rejected: { zh: '误报', en: 'False alarm' },
  undelivered: { zh: '未送达', en: 'Not reached' },
  reminder: { zh: '催办', en: 'Not taken on yet' },
  escalated: { zh: '升级救援', en: 'Escalated' },
  overdue: { zh: '超时', en: 'Overdue' },
  taken: { zh: '已有人接单', en: 'Taken on' },
  digest: { zh: '汇总', en: 'Digest' },
  noted: { zh: '回复已处理', en: 'Your answer was taken' },
};

export const noticeWord = (notice: Delivery['notice']): Bilingual | undefined => noticeWords[notice];

const kindWords: Readonly<Record<string, Bilingual>> = {
  entrapment: { zh: '电梯困人', en: 'People trapped in a lift' },
  'dangerous-movement': { zh: '电梯危险运行', en: 'Dangerous lift movement' },
  'site-power': { zh: '楼宇停电', en: 'Site power lost' },
  network: { zh: '网络中断', en: 'Network outage' },
  terminal: { zh: '终端异常', en: 'Terminal trouble' },
};

/** What happened, in the first words of every message; an exercise says so before anything else. */
export const eventOf = (delivery: Delivery): Bilingual => {
  const { zh, en } = realEventOf(delivery);
  return delivery.content.drill ? { zh: `演练：${zh}`, en: `Exercise: ${en}` } : { zh, en };
};

/** A kind of incident, as people say it; a fault by its code. */
export const kindText = (kind: string): Bilingual => {
  const code = kind.startsWith('fault/') ? kind.slice('fault/'.length) : undefined;
  return (
    kindWords[kind] ??
    (code === undefined ? { zh: kind, en: kind } : { zh: `电梯故障${code}`, en: `lift fault ${code}` })
  );
};

const realEventOf = (delivery: Delivery): Bilingual =>
  (delivery.notice === 'digest' ? { zh: '多起事件', en: 'several incidents' } : undefined) ??
  (delivery.content.kind.startsWith('system/') ? { zh: '系统告警', en: 'liftwatch needs attention' } : undefined) ??
  kindWords[delivery.content.kind] ?? {
    zh: `电梯故障${delivery.content.codes.join('、')}`,
    en: `Lift fault ${delivery.content.codes.join(', ')}`,
  };

const again: Partial<Readonly<Record<Delivery['notice'], Bilingual>>> = {
  suspected: { zh: '再次疑似', en: 'Suspected again' },
  alarm: { zh: '再次报警', en: 'Alarm again' },
};

/** What goes on elsewhere has not ended: whoever reads the first words alone must not think so. */
const joined: Bilingual = { zh: '并入', en: 'Joined to another' };

export const noticeOf = (delivery: Delivery): Bilingual =>
  (delivery.content.goesOnIn === undefined ? undefined : joined) ??
  (delivery.notice === 'noted' ? delivery.content.note : undefined) ??
  (delivery.content.formerOnsetAtMs === undefined ? undefined : again[delivery.notice]) ??
  noticeWords[delivery.notice];

/** Of what has begun anew: that the former one, of which the recipient was told, is over. */
export const formerOf = ({ content }: Delivery): Bilingual | undefined => {
  if (content.formerOnsetAtMs === undefined) return undefined;
  const at = beijingMinute(content.formerOnsetAtMs);
  // Within one minute the time would name both.
  if (at === beijingMinute(content.onsetAtMs)) return { zh: '之前那次已解除', en: 'the one before has ended' };
  return { zh: `${at}起的那次已解除`, en: `that of ${at} has ended` };
};

export const placeOf = (delivery: Delivery): string =>
  delivery.content.lift.name ?? delivery.content.liftId ?? delivery.content.scope;

const occupancyWords = {
  occupied: { zh: '有人', en: 'people inside' },
  unknown: { zh: '是否有人不明', en: 'occupancy unknown' },
  empty: { zh: '无人', en: 'empty' },
} as const;

/**
 * Whether nothing is left to say of who is in the car: the summary says it, it is about no one car (a site, a network, liftwatch
 * itself), or it is an exercise, in which nobody is, whatever it stages.
 */
export const saysWho = ({ content }: Delivery): boolean =>
  content.drill === true || content.liftId === undefined || content.summary.zh.includes('有人');

export const occupancyOf = (delivery: Delivery): Bilingual => occupancyWords[delivery.content.occupancy];

export const isOver = (delivery: Delivery): boolean => ['released', 'withdrawn', 'rejected'].includes(delivery.notice);
/** It has ended, and not only its telling. */
export const hasEnded = (delivery: Delivery): boolean => isOver(delivery) && delivery.content.goesOnIn === undefined;

/** Whole minutes from the onset to the decision that this message tells of. */
export const lastedMinutes = (delivery: Delivery): number =>
  Math.max(0, Math.floor((delivery.createdAtMs - delivery.content.onsetAtMs) / 60_000));

const sinceWhen = (delivery: Delivery): Bilingual => {
  const minutes = lastedMinutes(delivery);
  const at = beijingMinute(delivery.content.onsetAtMs);
  if (hasEnded(delivery))
    return { zh: `始于${at}，历时${minutes}分钟`, en: `began ${at} Beijing time, lasted ${minutes} min` };
  return { zh: `${at}起，已${minutes}分钟`, en: `since ${at} Beijing time, ${minutes} min ago` };
};

/** Everything that bears on what to do, in one sentence each language. */
export const descriptionOf = (delivery: Delivery): Bilingual => {
  const { content } = delivery;
  const since = sinceWhen(delivery);
  const zh = [content.summary.zh, since.zh];
  const en = [content.summary.en, since.en];
  const add = (when: boolean, zhText: string, enText: string) => {
    if (!when) return;
    zh.push(zhText);
    en.push(enText);
  };
  const over = hasEnded(delivery);
  const occupancy = occupancyOf(delivery);
  add(!over && !saysWho(delivery), `轿厢${occupancy.zh}`, `car ${occupancy.en}`);
  add(content.lift.floor !== undefined, `楼层${content.lift.floor}`, `floor ${content.lift.floor}`);
  const former = formerOf(delivery);
  add(former !== undefined, former?.zh ?? '', former?.en ?? '');
  add(content.note !== undefined, content.note?.zh ?? '', content.note?.en ?? '');
  add(content.drill === true, '演练', 'exercise');
  add(content.takeOutOfUse && !over, '请立即停用电梯', 'take the lift out of use');
  add(
    content.ageMs > 60_000,
    `数据延迟${Math.round(content.ageMs / 60_000)}分钟`,
    `data ${Math.round(content.ageMs / 60_000)} min old`,
  );
  add(content.notConfirmedSinceMs !== undefined, '此后无新数据确认', 'not confirmed since by a live reading');
  add(!content.lift.registered, '电梯未登记', 'lift not registered');
  return { zh: `${zh.join('，')}。`, en: `${en.join('; ')}.` };
};
