import type { Delivery } from '@liftwatch/schemas';
import { beijingMinute } from '../beijing-time.ts';
import { eventOf, isOver, lastedMinutes, noticeOf, placeOf } from '../words.ts';

/** UCS-2: 70 characters in one segment. */
export const SEGMENT_CHARACTERS_COUNT = 70;

const occupancyZh = { occupied: '有人', unknown: '人员不明', empty: '无人' } as const;

/** What is left out first, when one segment is too short, comes last. */
const partsOf = (delivery: Delivery): string[] => {
  const { content } = delivery;
  const over = isOver(delivery);
  const saysWho = content.summary.zh.includes('有人');
  return [
    ...(content.takeOutOfUse && !over ? ['请立即停用'] : []),
    content.summary.zh,
    ...(over || saysWho ? [] : [`轿厢${occupancyZh[content.occupancy]}`]),
    ...(content.lift.floor === undefined ? [] : [`${content.lift.floor}层`]),
    ...(content.lift.registered ? [] : ['未登记']),
  ];
};

const sinceWhen = (delivery: Delivery): string => {
  const minutes = lastedMinutes(delivery);
  const at = beijingMinute(delivery.content.onsetAtMs);
  return minutes === 0 ? `${at}起` : isOver(delivery) ? `${at}起，历时${minutes}分钟` : `${at}起已${minutes}分钟`;
};

/** Chinese text, in one segment where it fits: what and where never give way, the rest is left out from its end. */
export const smsText = (delivery: Delivery): string => {
  const repeated = delivery.possiblyRepeated ? '（可能重复）' : '';
  const head = `【电梯卫士】${repeated}${noticeOf(delivery).zh}：${eventOf(delivery).zh}，${placeOf(delivery)}，${sinceWhen(delivery)}`;
  let text = head;
  for (const part of partsOf(delivery))
    if (`${text}，${part}`.length <= SEGMENT_CHARACTERS_COUNT) text = `${text}，${part}`;
  return text;
};
