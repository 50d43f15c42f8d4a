import type { Bilingual } from '@liftwatch/schemas';
import type { EscalationStep } from './policy.ts';

const waitsFor: Readonly<Record<EscalationStep['clock'], Bilingual>> = {
  acknowledge: { zh: '未接单', en: 'not taken on' },
  arrive: { zh: '未到场', en: 'nobody there' },
  release: { zh: '未解救', en: 'not released' },
};
const called: Readonly<Record<2 | 3, Bilingual>> = {
  2: { zh: '启动二级网络救援', en: 'network rescue station called' },
  3: { zh: '启动三级消防公安救援', en: 'fire and police called' },
};
/** Nobody stands behind the level: whoever waits must not believe that help is on its way. */
const nobodyCalled: Readonly<Record<2 | 3, Bilingual>> = {
  2: { zh: '无网络救援站可通知', en: 'no rescue station to call' },
  3: { zh: '消防公安未通知，请拨119', en: 'fire and police not told, ring 119' },
};

/** Whole minutes where it is so, else seconds: a policy counts in both. */
export const lasting = (ms: number): Bilingual =>
  ms % 60_000 === 0
    ? { zh: `${ms / 60_000}分钟`, en: `${ms / 60_000} min` }
    : { zh: `${ms / 1_000}秒`, en: `${ms / 1_000} s` };

const noArrival = ({ zh, en }: Bilingual): Bilingual => ({ zh: `${zh}无人到场`, en: `${en} without arrival` });

/** Of the steps as delivered; a policy file that takes them over, with times of its own, needs no names of its own. */
const deliveredNames: Readonly<Record<string, (after: Bilingual) => Bilingual>> = {
  'call-crew': () => ({ zh: '电话叫醒值班人员', en: 'crew on duty by phone' }),
  backup: () => ({ zh: '备班人员', en: 'second line on duty' }),
  'network-station': () => ({ zh: '网络救援站', en: 'network rescue station' }),
  'fire-and-police': () => ({ zh: '消防与公安', en: 'fire and police' }),
  'arrival-5': noArrival,
  'arrival-10': noArrival,
  'arrival-15': noArrival,
  'arrival-breach': ({ zh, en }) => ({ zh: `${zh}到场时限`, en: `arrival limit of ${en}` }),
  'release-30': ({ zh, en }) => ({ zh: `到场${zh}未解救`, en: `not released ${en} after arrival` }),
};

/** What people call a step, by the time that it has; one without a name is shown by its id. */
export const stepName = ({ id, name, afterMs }: Pick<EscalationStep, 'id' | 'name' | 'afterMs'>): Bilingual =>
  name ?? deliveredNames[id]?.(lasting(afterMs)) ?? { zh: id, en: id };

const passed = ({ afterMs, clock }: EscalationStep): Bilingual => {
  const after = lasting(afterMs);
  const { zh, en } = waitsFor[clock];
  return { zh: `${after.zh}${zh}`, en: `${en} after ${after.en}` };
};

const joined = (parts: readonly (Bilingual | undefined)[]): Bilingual => {
  const said = parts.filter((part) => part !== undefined);
  return { zh: said.map((part) => part.zh).join('，'), en: said.map((part) => part.en).join(', ') };
};

/**
 * A step in words: what has not been done for how long, or why it was taken at once. `called`, `nobodyCalled`: and whom of the rescue
 * network it calls, where somebody is there to be called, and where nobody is.
 */
export const stepWords = (step: EscalationStep, because: Bilingual = passed(step)) => {
  const { calls } = step;
  return {
    plain: because,
    called: joined([because, calls && called[calls]]),
    nobodyCalled: joined([because, calls && nobodyCalled[calls]]),
  };
};
