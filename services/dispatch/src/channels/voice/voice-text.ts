import type { Delivery } from '@liftwatch/schemas';
import { beijingMinute } from '../beijing-time.ts';
import { isAboutPeople, languageOf } from '../sms/sms-text.ts';
import { eventOf, isOver, noticeOf, placeOf } from '../words.ts';

/** What is read out, twice by most carriers: what, where, since when, and which key answers. */
export const voiceText = (delivery: Delivery): string => {
  const at = beijingMinute(delivery.content.onsetAtMs);
  if (languageOf(delivery) === 'en') {
    const keys = isOver(delivery) ? '' : ' Press 1 to accept, 2 to refuse.';
    return `${noticeOf(delivery).en}. ${eventOf(delivery).en}. ${placeOf(delivery)}. Since ${at}.${keys}`;
  }
  const danger = isAboutPeople(delivery) && !isOver(delivery) ? '有人员危险，' : '';
  const keys = isOver(delivery) ? '' : '接单请按1，拒绝请按2。';
  return `电梯卫士${noticeOf(delivery).zh}：${danger}${eventOf(delivery).zh}，${placeOf(delivery)}，${at}起。${keys}`;
};
