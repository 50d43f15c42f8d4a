import type { Bilingual } from '@liftwatch/schemas';
import type { LiftState, Slot } from '../../kernel/lift-state.ts';
import type { RuleExplanation } from '../../kernel/rule.ts';

const byRow: Readonly<Record<string, Bilingual>> = {
  '1': { zh: '非正常服务模式下轿厢停在开锁区域外', en: 'car stands outside the unlocking zone in a guarded mode' },
  '2': { zh: '轿厢报警按钮动作', en: 'alarm button in the car was pressed' },
  '3': { zh: '轿厢有人并停在开锁区域外', en: 'car with people stands outside the unlocking zone' },
  '4': { zh: '轿厢有人停在平层位置,门未开', en: 'car with people stands at a landing and its door does not open' },
  '5': { zh: '主电源断电,救援窗口内门未打开', en: 'mains lost and the door did not open within the rescue window' },
  '6': {
    zh: '轿厢内是否有人未知,按可能困人处理',
    en: 'it is not known whether people are in the car; taken as possible',
  },
  '10': { zh: '有人运行中与终端失去联系', en: 'contact lost while people were in the car' },
  '11': { zh: '终端上报困人', en: 'the terminal itself reports an entrapment' },
};

const stageWords: Readonly<Record<Slot['stage'], Bilingual>> = {
  waiting: { zh: '困人(已过去)', en: 'Entrapment that has passed' },
  suspected: { zh: '疑似困人', en: 'Suspected entrapment' },
  alarm: { zh: '困人报警', en: 'Entrapment' },
  muted: { zh: '困人', en: 'Entrapment' },
};

const logged = (misuse: boolean): RuleExplanation => ({
  summary: misuse
    ? {
        zh: '电梯正常运行中反复按报警按钮,疑似误用,仅记录',
        en: 'Alarm button pressed again and again while the lift works: misuse, logged',
      }
    : { zh: '报警按钮动作,随后门已完全打开,仅记录', en: 'Alarm button pressed with the way out open: logged' },
  clearsWhen: { zh: '仅记录', en: 'it is a record only' },
});

/** What an entrapment line says to people. */
export const explain = (slot: Slot, _lift: LiftState): RuleExplanation => {
  if (slot.key === 'press') return logged(slot.tags.includes('misuse'));
  const why = byRow[slot.row ?? '6'] as Bilingual;
  const word = stageWords[slot.stage];
  const open = slot.tags.includes('door-open-between-floors');
  const unknown = slot.tags.includes('occupancy-unknown');
  return {
    summary: {
      zh: `${word.zh}: ${why.zh}${open ? ';门在楼层间打开' : ''}${unknown ? ';是否有人未知' : ''}`,
      en: `${word.en}: ${why.en}${open ? '; door open between floors' : ''}${unknown ? '; occupancy unknown' : ''}`,
    },
    clearsWhen: {
      zh: '轿门在平层位置完全打开,或操作员确认',
      en: 'the door opens fully at a landing, or an operator says so',
    },
  };
};
