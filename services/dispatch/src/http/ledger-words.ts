import type { Bilingual, ChannelName, DeliveryState, IncidentState, NoticeKind } from '@liftwatch/schemas';
import { noticeWord } from '../channels/words.ts';
import type { LedgerKind } from '../ledger/entry.ts';
import { channelsInChinese } from './detail-words.ts';
import { stateWords, whatText } from './timeline-words.ts';

const kinds: Readonly<Record<LedgerKind, Bilingual>> = {
  incident: { zh: '事件', en: 'incident' },
  delivery: { zh: '消息', en: 'message' },
  change: { zh: '变更', en: 'change' },
  person: { zh: '个人数据', en: 'personal data' },
  test: { zh: '测试', en: 'test' },
};

/** What the facts of a line are called. One that is not here is shown by its own name. */
const names: Readonly<Record<string, Bilingual>> = {
  revision: { zh: '版本', en: 'revision' },
  episode: { zh: '第几次发生', en: 'episode' },
  state: { zh: '状态', en: 'state' },
  kind: { zh: '类型', en: 'kind' },
  priority: { zh: '级别', en: 'priority' },
  liftId: { zh: '电梯', en: 'lift' },
  owner: { zh: '负责人', en: 'owner' },
  acknowledgedAtMs: { zh: '接单时间', en: 'taken on at' },
  last: { zh: '最近一步', en: 'last step' },
  documentHash: { zh: '全文哈希', en: 'hash of the whole' },
  incidentId: { zh: '事件编号', en: 'incident' },
  contact: { zh: '联系人', en: 'contact' },
  channel: { zh: '渠道', en: 'channel' },
  notice: { zh: '通知', en: 'notice' },
  provider: { zh: '运营商', en: 'carrier' },
  attempts: { zh: '发送次数', en: 'attempts' },
  possiblyRepeated: { zh: '可能重复', en: 'possibly repeated' },
  actor: { zh: '操作者', en: 'who' },
  role: { zh: '角色', en: 'role' },
  what: { zh: '请求', en: 'request' },
  on: { zh: '对象', en: 'on' },
  bodyHash: { zh: '请求内容哈希', en: 'hash of the request' },
  result: { zh: '结果', en: 'result' },
  registered: { zh: '已登记', en: 'registered' },
  erased: { zh: '已删除', en: 'erased' },
  deleted: { zh: '已删除', en: 'deleted' },
  by: { zh: '操作者', en: 'by' },
  deliveriesCount: { zh: '涉及消息数', en: 'messages' },
  testCall: { zh: '测试呼叫', en: 'test call' },
  ok: { zh: '成功', en: 'ok' },
  startedAtMs: { zh: '开始时间', en: 'started at' },
  durationMs: { zh: '耗时（毫秒）', en: 'took, ms' },
  reached: { zh: '到达环节', en: 'reached' },
};

const deliveryStates: Readonly<Record<DeliveryState, Bilingual>> = {
  queued: { zh: '待发送', en: 'queued' },
  accepted: { zh: '通道已接收', en: 'accepted' },
  delivered: { zh: '已送达', en: 'delivered' },
  acknowledged: { zh: '已确认', en: 'acknowledged' },
  failed: { zh: '失败', en: 'failed' },
  superseded: { zh: '不再发送', en: 'not sent any more' },
};

const asItIs = (value: unknown): Bilingual => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { zh: text, en: text };
};

const yesNo = (value: boolean): Bilingual => (value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' });

const wordOf = (kind: string, name: string, value: string): Bilingual | undefined => {
  if (name === 'state')
    return kind === 'delivery' ? deliveryStates[value as DeliveryState] : stateWords[value as IncidentState];
  if (name === 'notice') return noticeWord(value as NoticeKind);
  if (name === 'channel') return { zh: channelsInChinese[value as ChannelName] ?? value, en: value };
  return name === 'last' ? whatText(value) : undefined;
};

const valueOf = (kind: string, name: string, value: unknown): Bilingual => {
  if (typeof value === 'boolean') return yesNo(value);
  if (typeof value === 'number' && name.endsWith('AtMs')) return asItIs(new Date(value).toISOString());
  return (typeof value === 'string' ? wordOf(kind, name, value) : undefined) ?? asItIs(value);
};

export const ledgerKindText = (kind: string): Bilingual => kinds[kind as LedgerKind] ?? { zh: kind, en: kind };

/** The facts of a line as people read them, in their order; `facts` beside it are what was hashed. */
export const shownFacts = (
  kind: string,
  facts: Readonly<Record<string, unknown>>,
): readonly { readonly fact: string; readonly name: Bilingual; readonly value: Bilingual }[] =>
  Object.entries(facts).map(([fact, value]) => ({
    fact,
    name: names[fact] ?? { zh: fact, en: fact },
    value: valueOf(kind, fact, value),
  }));
