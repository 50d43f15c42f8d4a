import { incidentCauses, type Bilingual } from '@liftwatch/schemas';
import { kindText } from '../channels/words.ts';
import { roleWords } from './role-words.ts';

/** Stable codes of why, in words. What is not here is shown as its code. */
const reasons: Readonly<Record<string, Bilingual>> = {
  entrapment: { zh: '困人判断', en: 'an entrapment was found' },
  'kind-of-the-code': { zh: '按代码归类', en: 'as its code has it' },
  'line-of-a-member': { zh: '同一判断的后续', en: 'further news of it' },
  'finding-alarm': { zh: '达到报警时限', en: "the rule's time is reached" },
  'finding-suspected': { zh: '计时开始', en: 'a timer runs' },
  'finding-withdrawn': { zh: '报警前已恢复', en: 'it passed before the alarm' },
  'finding-released': { zh: '电梯端已解除', en: 'the lift says that it has ended' },
  'finding-rejected': { zh: '人工判为误报', en: 'a person said that it was not so' },
  'people-in-danger-join-the-open-entrapment': {
    zh: '有人，并入困人事件',
    en: 'people in danger: joins the open entrapment',
  },
  'power-lost-with-a-person': { zh: '停电且有人', en: 'power lost with a person inside' },
  'every-lift-is-back': { zh: '全部恢复', en: 'every lift is back' },
  'suspected-firm-only': { zh: '疑似阶段只告知维保单位', en: 'a suspicion goes to the firm only' },
  'entrapment-alarm': { zh: '困人报警：维保、平台、管理方', en: 'an entrapment goes to firm, platform and manager' },
  'danger-with-people': { zh: '危及有人轿厢', en: 'danger with people inside goes to all' },
  'danger-empty-take-out-of-use': { zh: '无人，须停用', en: 'nobody inside: to be taken out of use' },
  'other-p1': { zh: '一级事件：维保与管理方', en: 'P1 goes to firm and manager' },
  'fault-to-firm': { zh: '故障告知维保单位', en: 'a fault goes to the firm' },
  'notice-shown-not-sent': { zh: '仅显示，不发送', en: 'shown, not sent' },
  'shared-cause-operator-and-firm': {
    zh: '公共原因：值班员与维保单位',
    en: 'a shared cause goes to operator and firm',
  },
  'confirmed-to-platform': { zh: '确认后更新平台', en: 'a confirmation updates the platform' },
  'trouble-to-operator': { zh: '系统问题告知值班员', en: 'trouble of liftwatch goes to the operator' },
  'follows-to-whoever-was-told': { zh: '告知所有已通知者', en: 'follows to whoever was told' },
  'one-owner-others-stand-by': { zh: '已有负责人，其余待命', en: 'it has an owner, the others stand by' },
  'nothing-holds-it-any-more': { zh: '暂缓原因已消失', en: 'nothing holds it back any more' },
  'a-carrier-has-it': { zh: '通道已接收', en: 'a carrier has it' },
  'a-person-took-it-on': { zh: '有人接单', en: 'a person took it on' },
  'a-person-refused': { zh: '有人拒单', en: 'a person cannot come' },
  'owner-refused': { zh: '负责人放弃', en: 'its owner gave it up' },
  'a-person-said-when': { zh: '告知到达时间', en: 'a person said when' },
  'arrived-in-time': { zh: '按时到场', en: 'in time' },
  'arrived-late': { zh: '超过30分钟到场', en: 'later than 30 min' },
  'a-person-said-it-is-over': { zh: '人工确认已解除', en: 'a person said that it is over' },
  'a-person-said-so': { zh: '人工判定', en: 'a person said so' },
  'rejected-is-closed': { zh: '误报即关闭', en: 'a misreport is closed' },
  'closed-by-a-person': { zh: '人工关闭', en: 'closed by a person' },
  'closed-by-force': { zh: '人工强制关闭', en: 'closed by a person although it lasts' },
  'begins-anew-after-the-window': { zh: '再次发生，另立新事件', en: 'it begins anew later: a new incident' },
  'taken-on-while-suspected': { zh: '疑似时已接单', en: 'taken on while suspected' },
  'acknowledge-clock-passed': { zh: '接单超时', en: 'nobody took it on in time' },
  'arrive-clock-passed': { zh: '到场超时', en: 'nobody was there in time' },
  'release-clock-passed': { zh: '解救超时', en: 'not released in time' },
  refused: { zh: '有人拒单，立即呼叫下一位', en: 'refused: the next is called at once' },
  'eta-too-late': { zh: '预计到达过晚，立即升级', en: 'the promised arrival is too late: the next level at once' },
  'technician-at-the-lift': { zh: '维保人员在场', en: 'a technician is at the lift' },
  'inspection-mode': { zh: '检修模式', en: 'the lift is in inspection mode' },
  flapping: { zh: '信号反复', en: 'it comes and goes' },
  'grouped-by-building': { zh: '同楼合并', en: 'told together with others of the building' },
  'an-entrapment-may-follow': { zh: '可能随即判为困人', en: 'an entrapment may follow within seconds' },
  'goes-on-in-another-incident': { zh: '已并入其他事件', en: 'it goes on in another incident' },
  'part-of-the-entrapment': { zh: '属于同一困人事件', en: 'part of the entrapment' },
  'its-channel-has-no-such-message': { zh: '该平台不接收此类消息', en: 'its platform takes no such message' },
  'no-carrier': { zh: '无可用通道', en: 'no carrier takes it' },
  'no-receipt': { zh: '无送达回执', en: 'no receipt came' },
  'not-answered': { zh: '无人接听', en: 'nobody answered the call' },
  'line-busy': { zh: '一直占线', en: 'the line stays busy' },
  'another-call-to-the-same-number': {
    zh: '正以同一号码通话，结束后即拨打',
    en: 'the same number has another call: placed as soon as that has ended',
  },
  'call-taken-on': { zh: '已有人接单', en: 'somebody has taken it on' },
  'call-over': { zh: '事件已结束', en: 'it is over' },
  'call-never-called': { zh: '此前的电话未拨出', en: 'the call that it would take back was never placed' },
  'given-up': { zh: '发送失败', en: 'it could not be sent' },
  'clock-step': { zh: '服务器时钟跳变', en: "the server's clock was set" },
  'rota-gap': { zh: '值班表缺人', en: 'nobody on duty ahead' },
  'policy-refused': { zh: '策略文件有误', en: 'the policy file is wrong' },
  'finding-set-aside': { zh: '一条判断无法处理', en: 'a finding could not be taken' },
  'unstable-signal': { zh: '信号不稳定', en: 'a signal comes and goes' },
  'ledger-head-unsent': { zh: '账本摘要未送出', en: "the ledger's head does not go out" },
  'self-test-failed': { zh: '自检失败', en: 'the self-test failed' },
  'trouble-over': { zh: '问题已消除', en: 'the trouble is over' },
  'a-person-arrived': { zh: '又有人到场', en: 'one more person is there' },
  'begins-anew': { zh: '再次发生', en: 'it begins anew' },
  'site-power-open': { zh: '同楼正停电', en: 'the power of the site is lost' },
  'silent-for-want-of-power': { zh: '因停电失联', en: 'silent for want of power' },
  'network-open': { zh: '同网正中断', en: 'the network is away' },
  'nobody-else-within-the-group-wait': { zh: '同楼同网无其他异常', en: 'no other lift of the site or network with it' },
  'waits-for-other-lifts-of-the-site': { zh: '等待判断是否整楼停电', en: 'waits for other lifts of the site' },
  'waits-for-other-terminals': { zh: '等待判断是否为公共原因', en: 'waits for other terminals' },
  'waits-for-other-terminals-of-the-network': {
    zh: '等待判断是否网络中断',
    en: 'waits for other terminals of the network',
  },
  'still-waiting': { zh: '仍在等待判断', en: 'still waiting for others' },
  'policy-names-nobody': { zh: '策略未指定对象', en: 'the policy names nobody' },
  'storm-budget': { zh: '消息过多，改为汇总', en: 'too many messages: told in a digest' },
};

const patterns: readonly (readonly [RegExp, (value: string) => Bilingual])[] = [
  [/^owned-by-(.+)$/, (who) => ({ zh: `负责人为${who}`, en: `${who} has it` })],
  [/^takes-over-from-(.+)$/, (who) => ({ zh: `接替${who}`, en: `takes over from ${who}` })],
  [/^inhibited-by-(.+)$/, (kind) => ({ zh: `已由${kindText(kind).zh}说明`, en: `${kindText(kind).en} explains it` })],
  [/^\S+-within-\d+-s-of-(\S+)$/, (code) => ({ zh: `由${code}引起`, en: `caused by ${code}` })],
  [/^already-(.+)$/, (stage) => ({ zh: `已是${stage}`, en: `already ${stage}` })],
  [/^(?:silence|maintenance)-.*-by-(.+)$/, (who) => ({ zh: `${who}设置静默`, en: `silenced by ${who}` })],
  [
    /^no-(.+)$/,
    (role) => ({
      zh: `没有能这样通知到的${roleWords[role]?.zh ?? role}`,
      en: `no ${roleWords[role]?.en ?? role} that can be told this way`,
    }),
  ],
  [/^.+-(not-reached)$/, () => ({ zh: '联系不上，立即呼叫下一位', en: 'not reached: the next is called at once' })],
  [
    /^(\d+)-terminals-of-the-network-silent$/,
    (n) => ({ zh: `同网${n}台终端失联`, en: `${n} terminals of the network are silent` }),
  ],
  [
    /^power-lost-at-(\d+)-lifts-of-the-site$/,
    (n) => ({ zh: `同楼${n}台停电`, en: `power lost at ${n} lifts of the site` }),
  ],
];

const late = (reason: string): Bilingual | undefined => {
  const own = reason.endsWith('-late') ? reasons[reason.slice(0, -'-late'.length)] : undefined;
  return own && { zh: `${own.zh}（停机后补发）`, en: `${own.en} (late, after an outage of liftwatch)` };
};

export const reasonText = (reason: string): Bilingual => {
  const cause = (incidentCauses as Readonly<Record<string, Bilingual>>)[reason];
  const known = reasons[reason] ?? cause ?? late(reason);
  if (known) return known;
  for (const [pattern, words] of patterns) {
    const value = pattern.exec(reason)?.[1];
    if (value !== undefined) return words(value);
  }
  return { zh: reason, en: reason };
};
