import type { Bilingual, FindingEnding } from '@liftwatch/schemas';

/** Why a finding is over. */
export type Ending = FindingEnding;

const words: Readonly<Record<Ending, Bilingual>> = {
  self: { zh: '条件已不成立', en: 'the state that led to it has passed' },
  operator: { zh: '操作员确认已解除', en: 'an operator says that it is over' },
  rejected: { zh: '操作员判定为误报', en: 'an operator says that it was a false alarm' },
  door: { zh: '门已在平层完全打开', en: 'the door has opened fully at a landing' },
  moved: { zh: '轿厢已重新运行', en: 'the car runs again' },
  worked: { zh: '轿厢已运行并完全开门', en: 'the car has run and opened fully again' },
  reported: { zh: '终端上报已恢复', en: 'the terminal reports its end' },
  value: { zh: '数值已恢复正常', en: 'the value is back where it should be' },
  heard: { zh: '终端已恢复上报', en: 'the terminal is heard again' },
  silent: { zh: '终端已失联，另行提示', en: 'the terminal itself is lost now, which is told on its own' },
  quiet: { zh: '观察期内未再发生', en: 'it has not come again for the whole window' },
  mode: { zh: '服务模式已改变', en: 'the service mode has changed' },
  'door-closed': { zh: '门已关闭', en: 'the door is closed' },
  removed: { zh: '电梯已从登记中移除', en: 'the lift was taken out of the registry' },
  attended: { zh: '已有维保人员在场或处于检修', en: 'people are working at the lift' },
};

export const endWords = (ending: Ending): Bilingual => words[ending];

/** A person said so; every other ending is the lift's own. */
export const isSaid = (how: Ending): boolean => how === 'operator' || how === 'rejected' || how === 'removed';

/** What a cleared finding says: what it was, and why it is over. */
export const endedSummary = (summary: Bilingual, ending: Ending): Bilingual => ({
  zh: `${summary.zh}：已结束，${words[ending].zh}`,
  en: `${summary.en}: over, ${words[ending].en}`,
});
