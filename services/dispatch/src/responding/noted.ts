import type { Bilingual, Incident } from '@liftwatch/schemas';
import type { Action } from '../incidents/actions/action.ts';

const words: Partial<Readonly<Record<Action['is'], Bilingual>>> = {
  acknowledge: { zh: '已接单', en: 'accepted' },
  refuse: { zh: '已拒绝', en: 'refused' },
  arrive: { zh: '已到场', en: 'arrived' },
};

/** What an answer did, in the eight characters that an approved text has for it; undefined: its own message tells of that. */
export const notedWords = (action: Action): Bilingual | undefined =>
  action.is === 'eta' ? { zh: `${action.etaMinutes}分钟到`, en: `ETA ${action.etaMinutes}m` } : words[action.is];

/** Changes when the same answer does something anew: not when it comes a second time. */
export const stampOf = ({ response }: Incident, person: string): string =>
  [
    response?.owner?.id === person ? response.owner.sinceMs : '',
    response?.refusals.filter(({ by }) => by === person).length ?? 0,
    response?.etaAtMs ?? '',
    response?.arrivedAtMs ?? '',
  ].join(' ');
