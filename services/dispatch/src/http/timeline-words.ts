import type { Bilingual, IncidentState, TimelineEntry } from '@liftwatch/schemas';
import { detailInChinese } from './detail-words.ts';
import { reasonText } from './reason-words.ts';
import { roleWords } from './role-words.ts';

/** Where an incident stands, as people say it. */
export const stateWords: Readonly<Record<IncidentState, Bilingual>> = {
  suspected: { zh: '疑似', en: 'suspected' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  alarm: { zh: '报警', en: 'alarm' },
  dispatched: { zh: '已派单', en: 'dispatched' },
  acknowledged: { zh: '已接单', en: 'acknowledged' },
  'en-route': { zh: '在途', en: 'en route' },
  arrived: { zh: '已到场', en: 'arrived' },
  freed: { zh: '已脱困', en: 'people freed' },
  resolved: { zh: '已结束', en: 'resolved' },
  'cause-filed': { zh: '已填原因', en: 'cause filed' },
  closed: { zh: '已关闭', en: 'closed' },
  history: { zh: '历史记录', en: 'history only' },
};

const whats: Readonly<Record<string, Bilingual>> = {
  'finding-raised': { zh: '判断成立', en: 'a finding was raised' },
  'finding-updated': { zh: '判断更新', en: 'a finding changed' },
  'finding-cleared': { zh: '判断解除', en: 'a finding cleared' },
  'severity-up': { zh: '级别上升', en: 'severity up' },
  'severity-down': { zh: '级别下降', en: 'severity down' },
  confirmed: { zh: '人工确认', en: 'confirmed by a person' },
  rejected: { zh: '人工判为误报', en: 'rejected by a person' },
  none: { zh: '确认标记取消', en: 'mark taken back' },
  kept: { zh: '状态未变', en: 'state kept' },
  merged: { zh: '并入', en: 'merged' },
  suppressed: { zh: '归入本事件，不单独通知', en: 'stands under this incident, no message of its own' },
  'suppressed-cleared': { zh: '归入的判断已解除', en: 'a finding under this incident cleared' },
  'own-incident': { zh: '有人，另立事件', en: 'people in danger: an incident of its own' },
  'nobody-told': { zh: '不通知', en: 'nobody is told' },
  'not-told': { zh: '不通知', en: 'not told' },
  'nobody-registered': { zh: '无人可通知', en: 'there is nobody to tell' },
  acknowledged: { zh: '接单', en: 'taken on' },
  'acknowledged-late': { zh: '晚到的接单，已有负责人', en: 'acknowledged late: it has an owner' },
  refused: { zh: '拒单', en: 'refused' },
  'given-up': { zh: '放弃负责', en: 'given up' },
  'people-freed': { zh: '救出人数', en: 'people let out' },
  eta: { zh: '预计到达', en: 'expected arrival' },
  'arrived-too': { zh: '另一人到场', en: 'another person arrived' },
  escalated: { zh: '升级', en: 'escalated' },
  'clock-passed': { zh: '超时', en: 'a clock passed' },
  'not-reached': { zh: '未送达，已告知值班员', en: 'not reached, the operator is told' },
  'operator-not-reached': { zh: '值班员未收到', en: 'the operator was not reached' },
  'call-waits': { zh: '电话排队', en: 'a call waits' },
  'call-not-placed': { zh: '电话不再拨打', en: 'a call is not placed any more' },
  'held-back': { zh: '暂不发送', en: 'held back' },
  'said-again': { zh: '仍存在', en: 'still so' },
  unstable: { zh: '不稳定', en: 'unstable' },
};

const arrow = (what: string): Bilingual | undefined => {
  const [from, to] = what.split('->') as [IncidentState, IncidentState | undefined];
  if (to === undefined || stateWords[from] === undefined || stateWords[to] === undefined) return undefined;
  return { zh: `${stateWords[from].zh} → ${stateWords[to].zh}`, en: `${stateWords[from].en} → ${stateWords[to].en}` };
};

const prefixed = (what: string): Bilingual | undefined => {
  if (what.startsWith('opened-')) {
    const state = stateWords[what.slice(7) as IncidentState];
    return state && { zh: `立案：${state.zh}`, en: `opened: ${state.en}` };
  }
  if (!what.startsWith('told-')) return undefined;
  const role = roleWords[what.slice(5)];
  return role && { zh: `通知${role.zh}`, en: `told the ${role.en}` };
};

const ways: Readonly<Record<NonNullable<TimelineEntry['via']>, Bilingual>> = {
  rest: { zh: '网页或接口', en: 'by the page or REST' },
  link: { zh: '消息中的链接', en: 'by the link in a message' },
  sms: { zh: '短信回复', en: 'by SMS' },
  call: { zh: '电话按键', en: 'by a key in the call' },
};

/** What happened, by its stable code. */
export const whatText = (what: string): Bilingual =>
  arrow(what) ?? prefixed(what) ?? whats[what] ?? { zh: what, en: what };

/** Ids of findings and messages are in the incident itself; people read words. */
const withoutIds = (detail: string): string => detail.replace(/\s?\b[0-9a-f]{32}\b(#\d+)?/g, '').trim();

/** One line of a timeline in words: what happened, why, and what belongs to it. */
export const timelineText = (entry: TimelineEntry): Bilingual => {
  const what = whatText(entry.what);
  const why = entry.why ?? reasonText(entry.reason);
  const plain = withoutIds(entry.detail ?? '');
  const own = entry.words ?? { zh: plain === '' ? '' : detailInChinese(entry, plain), en: plain };
  const way = entry.via === undefined ? undefined : ways[entry.via];
  const detail = {
    zh: [way?.zh, own.zh].filter(Boolean).join('；'),
    en: [way?.en, own.en].filter(Boolean).join('; '),
  };
  return {
    zh: `${what.zh}：${why.zh}${detail.zh === '' ? '' : `（${detail.zh}）`}`,
    en: `${what.en}: ${why.en}${detail.en === '' ? '' : ` (${detail.en})`}`,
  };
};
