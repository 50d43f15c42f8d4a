import type { Delivery } from '@liftwatch/schemas';
import { levelOfRole } from '../../routing/level.ts';
import { beijingMinute } from '../beijing-time.ts';
import { eventOf, formerOf, isOver, lastedMinutes, noticeOf, placeOf, saysWho } from '../words.ts';
import { cutMiddle } from './cut-middle.ts';

/** UCS-2: 70 characters in one segment. */
export const SEGMENT_CHARACTERS_COUNT = 70;

type Language = 'zh' | 'en';
export const languageOf = (delivery: Delivery): Language => delivery.language ?? 'zh';

/** Whether people are in danger: such messages have templates of their own and go first where a carrier has a cap. */
export const isAboutPeople = ({ content }: Delivery): boolean =>
  content.kind === 'entrapment' || (content.kind === 'dangerous-movement' && content.occupancy !== 'empty');

/** Whether its recipient is asked to answer. */
export const asksForAnswer = (delivery: Delivery): boolean =>
  levelOfRole(delivery.role) !== undefined &&
  (['alarm', 'updated', 'confirmed', 'reminder', 'escalated', 'overdue'].includes(delivery.notice) ||
    // Who has taken it on is asked to say that he is there; who has refused, or is there, nothing more.
    (delivery.notice === 'noted' && delivery.content.toOwner === true));

const occupancyWords = {
  zh: { occupied: '有人', unknown: '人员不明', empty: '无人' },
  en: { occupied: 'occupied', unknown: 'occupancy unknown', empty: 'empty' },
} as const;

/** What is left out first, when one segment is too short, comes last. */
const partsOf = (delivery: Delivery): string[] => {
  // Of a digest its list is all there is to say; it is cut to what fits.
  if (delivery.notice === 'digest') return [];
  const { content } = delivery;
  const over = isOver(delivery);
  const zh = languageOf(delivery) === 'zh';
  const summary = content.summary[languageOf(delivery)];
  const occupancy = occupancyWords[languageOf(delivery)][content.occupancy];
  const note = delivery.notice === 'noted' ? undefined : content.note?.[languageOf(delivery)];
  const former = formerOf(delivery)?.[languageOf(delivery)];
  return [
    ...(former === undefined ? [] : [former]),
    ...(note === undefined ? [] : [note]),
    ...(content.takeOutOfUse && !over ? [zh ? '请立即停用' : 'stop using it'] : []),
    summary,
    ...(over || saysWho(delivery) ? [] : [zh ? `轿厢${occupancy}` : occupancy]),
    ...(content.lift.floor === undefined ? [] : [zh ? `${content.lift.floor}层` : `floor ${content.lift.floor}`]),
    ...(content.lift.registered ? [] : [zh ? '未登记' : 'not registered']),
  ];
};

const sinceZh = (delivery: Delivery): string => {
  const minutes = lastedMinutes(delivery);
  const at = beijingMinute(delivery.content.onsetAtMs);
  return minutes === 0 ? `${at}起` : isOver(delivery) ? `${at}起，历时${minutes}分钟` : `${at}起已${minutes}分钟`;
};

/** Short words, since English takes more room in a segment than Chinese. */
const shortEvents: Readonly<Record<string, string>> = {
  entrapment: 'people trapped',
  'dangerous-movement': 'unsafe motion',
  'site-power': 'power lost',
  network: 'network down',
  terminal: 'terminal fault',
};
const shortNotices: Partial<Readonly<Record<Delivery['notice'], string>>> = { updated: 'Urgent' };
const CODES_CHARACTERS = 15;

const eventEn = ({ content }: Delivery): string => {
  const event = shortEvents[content.kind] ?? `fault ${content.codes.join(',')}`.slice(0, CODES_CHARACTERS);
  return content.drill ? `DRILL ${event}` : event;
};
const eventZh = (delivery: Delivery): string => {
  const { kind, codes } = delivery.content;
  return kind.startsWith('fault/') && codes.length > 2
    ? `电梯故障${codes.slice(0, 2).join('、')}等`
    : eventOf(delivery).zh;
};

/** The event in the recipient's language, short. */
export const eventInSms = (delivery: Delivery): string =>
  languageOf(delivery) === 'en' ? eventEn(delivery) : eventZh(delivery);

interface Wording {
  readonly head: (place: string) => string;
  readonly comma: string;
  readonly reply: string;
}

const wordingOf = (delivery: Delivery): Wording => {
  const asks = asksForAnswer(delivery);
  const slot = delivery.replySlot ?? '';
  const [digit, word] = delivery.content.toOwner ? ['3', '到场'] : ['1', '接单'];
  const at = beijingMinute(delivery.content.onsetAtMs);
  if (languageOf(delivery) === 'en') {
    const notice = shortNotices[delivery.notice] ?? noticeOf(delivery).en;
    const repeated = delivery.possiblyRepeated ? '(rpt?) ' : '';
    return {
      head: (place) => `liftwatch ${repeated}${notice}: ${eventEn(delivery)}, ${place}, ${at}`,
      comma: ', ',
      reply: asks ? `, reply ${digit}${slot}` : '',
    };
  }
  const repeated = delivery.possiblyRepeated ? '（可能重复）' : '';
  return {
    head: (place) =>
      `【电梯卫士】${repeated}${noticeOf(delivery).zh}：${eventZh(delivery)}，${place}，${sinceZh(delivery)}`,
    comma: '，',
    reply: asks ? `，回复${digit}${slot}${word}` : '',
  };
};

/** Least of a place's name that still tells lifts apart. */
const PLACE_MIN_CHARACTERS = 8;

/** The beginning of what a digest lists, as far as one segment goes. */
const withList = (head: string, comma: string, delivery: Delivery): string => {
  const list = delivery.content.summary[languageOf(delivery)];
  const room = SEGMENT_CHARACTERS_COUNT - head.length - comma.length;
  if (list.length <= room) return `${head}${comma}${list}`;
  return room > 1 ? `${head}${comma}${list.slice(0, room - 1)}…` : head;
};

/**
 * One segment, in the recipient's language: what, where, when and how to answer never give way, though a long name loses
 * its middle; the rest is left out from its end.
 */
export const smsText = (delivery: Delivery): string => {
  const { head, comma, reply } = wordingOf(delivery);
  const room = SEGMENT_CHARACTERS_COUNT - head('').length - reply.length;
  let text = head(cutMiddle(placeOf(delivery), Math.max(PLACE_MIN_CHARACTERS, room)));
  for (const part of partsOf(delivery))
    if (`${text}${comma}${part}${reply}`.length <= SEGMENT_CHARACTERS_COUNT) text = `${text}${comma}${part}`;
  return delivery.notice === 'digest' ? withList(text, comma, delivery) : `${text}${reply}`;
};
