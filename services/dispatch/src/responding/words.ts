import type { Bilingual } from '@liftwatch/schemas';
import type { Action } from '../incidents/actions/action.ts';
import type { Candidate } from './which.ts';

const doneWords: Readonly<Record<Action['is'], Bilingual>> = {
  acknowledge: { zh: '已接单', en: 'Accepted' },
  refuse: { zh: '已拒绝，将通知其他人员', en: 'Refused; others will be told' },
  eta: { zh: '预计到达时间已记录', en: 'Arrival time noted' },
  arrive: { zh: '已记录到场', en: 'Arrival noted' },
  release: { zh: '已记录解除', en: 'Release noted' },
  confirm: { zh: '已确认', en: 'Confirmed' },
  reject: { zh: '已记录为误报', en: 'Noted as false alarm' },
  close: { zh: '已关闭', en: 'Closed' },
};

/** `etaMinutes`: noted with it. */
export const doneText = (action: Action, etaMinutes?: number): Bilingual => {
  const { zh, en } = doneWords[action.is];
  return etaMinutes === undefined
    ? { zh, en }
    : { zh: `${zh}，预计${etaMinutes}分钟到达`, en: `${en}, there in ${etaMinutes} min` };
};

/** Why a step was not taken, from dispatch's stable codes. */
export const notDoneText = (reason: string): Bilingual => {
  if (reason === 'LIFT_DISPATCH_OWNED') return { zh: '已有其他人员接单，请待命', en: 'Somebody else has it: stand by' };
  if (reason === 'LIFT_DISPATCH_STILL_LASTS')
    return { zh: '仍在持续，请先解除', en: 'It still lasts: release it first' };
  if (reason === 'LIFT_DISPATCH_NOT_FOUND') return { zh: '该事件已结束', en: 'It is over' };
  return { zh: '当前状态不允许此操作', en: 'Its state does not allow that now' };
};

export const unreadText = '无法识别。回复1接单，2拒绝，3到场 / Reply 1 accept, 2 refuse, 3 arrived';
export const noneText = '当前没有待处理的事件 / Nothing is open for this number';

const severalWords = {
  zh: { several: '多起未处理，请回复数字加字母：', one: '未处理，请回复：' },
  en: { several: 'Several open, reply digit and letter: ', one: 'Open, reply: ' },
} as const;

/** Which letter means which lift, as far as one segment goes, in the language of the first. */
export const severalText = (candidates: readonly Candidate[]): string => {
  const head = severalWords[candidates[0]?.language ?? 'zh'];
  let text: string = candidates.length > 1 ? head.several : head.one;
  for (const { slot, place } of candidates) {
    const next = `${text}${slot === '' ? '1' : `1${slot}`}=${place.slice(-10)};`;
    if (next.length > 70) break;
    text = next;
  }
  return text;
};
