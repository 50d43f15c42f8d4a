import { keptWithin, rescueLimits, type Bilingual, type RescueFact, type Incident } from '@liftwatch/schemas';
import { isExercise } from './exercise.ts';

const minutes = (s: number): string => `${Math.floor(s / 60)}:${String(Math.floor(s) % 60).padStart(2, '0')}`;

/** Why, as far as the incident knows: refusals, and the levels that had to be called. */
const reasonOf = ({ response }: Incident): Bilingual => {
  const refusals = response?.refusals ?? [];
  const zh: string[] = [];
  const en: string[] = [];
  for (const { by, reason } of refusals) {
    zh.push(`${by} 拒绝：${reason}`);
    en.push(`${by} refused: ${reason}`);
  }
  if ((response?.level ?? 1) > 1) {
    zh.push(`升级到第 ${response?.level} 级`);
    en.push(`escalated to level ${response?.level}`);
  }
  if (response?.acknowledgedAtMs === undefined) {
    zh.push('无人接单');
    en.push('nobody took it on');
  }
  return { zh: zh.join('，') || '未记录原因', en: en.join(', ') || 'no reason recorded' };
};

const lateText = (what: Bilingual, takenS: number | undefined, limitS: number): Bilingual =>
  takenS === undefined
    ? { zh: `${minutes(limitS)} 内未${what.zh}`, en: `no ${what.en} within ${minutes(limitS)}` }
    : {
        zh: `${what.zh}用时 ${minutes(takenS)}，限 ${minutes(limitS)}`,
        en: `${what.en} took ${minutes(takenS)}, limit ${minutes(limitS)}`,
      };

/** The clocks of a rescue that were not kept, each in words with its reason. False alarms and drills have none. */
export const breachesOf = (incident: Incident, rescue: RescueFact): readonly Bilingual[] => {
  if (rescue.falseAlarm || isExercise(incident)) return [];
  const { response, arrival } = rescueLimits;
  const clocks = [
    {
      what: { zh: '响应', en: 'response' },
      takenS: rescue.responseS,
      limit: response,
      overdue: rescue.responseOverdue,
    },
    { what: { zh: '到场', en: 'arrival' }, takenS: rescue.arrivalS, limit: arrival, overdue: rescue.arrivalOverdue },
  ];
  const why = reasonOf(incident);
  return clocks
    .filter((clock) => keptWithin(clock.takenS, clock.limit.value, clock.overdue) === false)
    .map((clock) => {
      const text = lateText(clock.what, clock.takenS, clock.limit.value);
      return { zh: `${text.zh}（${why.zh}）`, en: `${text.en} (${why.en})` };
    });
};
