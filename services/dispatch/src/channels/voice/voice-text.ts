import type { Delivery } from '@liftwatch/schemas';
import { beijingMinute } from '../beijing-time.ts';
import { asksForAnswer, isAboutPeople, languageOf } from '../sms/sms-text.ts';
import { eventOf, isOver, noticeOf, placeOf } from '../words.ts';

/** Which key says what in a call; none where its recipient is only informed. */
export const voiceKeys = (delivery: Delivery): Readonly<Record<string, 'accept' | 'refuse' | 'arrive'>> => {
  if (!asksForAnswer(delivery)) return {};
  return delivery.content.toOwner ? { '3': 'arrive' } : { '1': 'accept', '2': 'refuse' };
};

const asksTo = {
  accept: { zh: '接单请按1，拒绝请按2。', en: ' Press 1 to accept, 2 to refuse.' },
  arrive: { zh: '到场后请按3。', en: ' Press 3 once you are there.' },
} as const;

/** What is read out, twice by most carriers: what, where, since when, and which key answers, where an answer is asked for. */
export const voiceText = (delivery: Delivery): string => {
  const at = beijingMinute(delivery.content.onsetAtMs);
  const language = languageOf(delivery);
  const asks = delivery.content.toOwner ? asksTo.arrive : asksTo.accept;
  const keys = asksForAnswer(delivery) ? asks[language] : '';
  if (language === 'en')
    return `${noticeOf(delivery).en}. ${eventOf(delivery).en}. ${placeOf(delivery)}. Since ${at}.${keys}`;
  const danger = isAboutPeople(delivery) && !isOver(delivery) ? '有人员危险，' : '';
  return `电梯卫士${noticeOf(delivery).zh}：${danger}${eventOf(delivery).zh}，${placeOf(delivery)}，${at}起。${keys}`;
};
