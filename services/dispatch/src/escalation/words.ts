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

/** A step in words: what has not been done for how long, and whom it calls. */
export const stepWords = (step: EscalationStep): Bilingual => {
  const minutes = step.afterMs / 60_000;
  const { zh, en } = waitsFor[step.clock];
  const call = step.calls === undefined ? undefined : called[step.calls];
  return {
    zh: `${minutes}分钟${zh}${call ? `，${call.zh}` : ''}`,
    en: `${en} after ${minutes} min${call ? `, ${call.en}` : ''}`,
  };
};
