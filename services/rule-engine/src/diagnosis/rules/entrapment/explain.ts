import type { Bilingual } from '@liftwatch/schemas';
import { endWords, type Ending } from '../../kernel/ending.ts';
import type { LiftState, Slot } from '../../kernel/lift-state.ts';
import type { RuleExplanation } from '../../kernel/rule.ts';

const byRow: Readonly<Record<string, Bilingual>> = {
  '1': { zh: '轿厢在非正常服务模式下停在两层之间', en: 'car stands between floors in a guarded mode' },
  '2': { zh: '轿厢内有人按下报警按钮', en: 'alarm button in the car pressed' },
  '3': { zh: '有人困在两层之间', en: 'people stuck between floors' },
  '4': { zh: '有人困在轿厢内（平层），门打不开', en: 'people shut in the car at a landing, the door does not open' },
  '5': { zh: '主电源断电，救援时限内门未打开', en: 'mains lost and the door did not open within the rescue window' },
  '10': { zh: '有人乘梯时与终端失去联系', en: 'contact lost while people were in the car' },
  '11': { zh: '终端上报有人被困', en: 'the terminal reports people trapped' },
};
const unknownRow = {
  level: { zh: '轿厢停在平层，门打不开', en: 'car stands at a landing and its door does not open' },
  between: { zh: '轿厢停在两层之间', en: 'car stands between floors' },
} as const satisfies Record<string, Bilingual>;

const why = (slot: Slot): Bilingual =>
  byRow[slot.row ?? '6'] ?? (slot.code === 'X01' ? unknownRow.level : unknownRow.between);

const endOf = (ending: Ending): Bilingual => {
  if (ending === 'operator') return { zh: '操作员确认已解救', en: 'an operator says that people are out' };
  if (ending === 'self') return { zh: '困人条件已不成立', en: 'the state that pointed to it has passed' };
  return endWords(ending);
};

const ended = (slot: Slot, ending: Ending): Bilingual => {
  const word =
    slot.stage === 'alarm'
      ? { zh: '困人结束', en: 'Entrapment over' }
      : slot.stage === 'suspected'
        ? { zh: '疑似困人撤回', en: 'Suspected entrapment withdrawn' }
        : { zh: '困人（已过去）', en: 'Entrapment that has passed' };
  return { zh: `${word.zh}：${endOf(ending).zh}`, en: `${word.en}: ${endOf(ending).en}` };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const standing = (slot: Slot): Bilingual => {
  const { zh, en } = why(slot);
  const open = slot.tags.includes('door-open-between-floors');
  const unknown = slot.tags.includes('occupancy-unknown');
  const more = {
    zh: `${open ? '；门在两层之间打开' : ''}${unknown ? '；是否有人不明' : ''}`,
    en: `${open ? '; door open between floors' : ''}${unknown ? '; occupancy unknown' : ''}`,
  };
  return slot.stage === 'suspected'
    ? { zh: `疑似${zh}${more.zh}`, en: `Suspected: ${en}${more.en}` }
    : { zh: `${zh}${more.zh}`, en: `${capital(en)}${more.en}` };
};

const logged = (misuse: boolean): RuleExplanation => ({
  summary: misuse
    ? {
        zh: '电梯正常运行中反复按报警按钮，疑似误用，仅记录',
        en: 'Alarm button pressed again and again while the lift works: misuse, logged',
      }
    : { zh: '报警按钮动作，随后门已完全打开，仅记录', en: 'Alarm button pressed with the way out open: logged' },
  clearsWhen: { zh: '仅记录', en: 'it is a record only' },
});

/** What an entrapment line says to people. */
export const explain = (slot: Slot, _lift: LiftState): RuleExplanation => {
  if (slot.key === 'press') return logged(slot.tags.includes('misuse'));
  return {
    summary: slot.ending === undefined ? standing(slot) : ended(slot, slot.ending),
    clearsWhen: {
      zh: '轿门在平层位置完全打开，或操作员确认',
      en: 'the door opens fully at a landing, or an operator says so',
    },
  };
};
