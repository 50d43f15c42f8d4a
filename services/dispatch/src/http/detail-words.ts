import type { ChannelName, NoticeKind, TimelineEntry } from '@liftwatch/schemas';
import { noticeWord } from '../channels/words.ts';

/** Channels in Chinese; in English they are called by their code. */
export const channelsInChinese: Readonly<Record<ChannelName, string>> = {
  webhook: 'Webhook',
  mqtt: 'MQTT',
  cap: 'CAP',
  city: '市级平台',
  sms: '短信',
  voice: '电话',
  email: '邮件',
  log: '日志',
};
const stages: Readonly<Record<string, string>> = { suspected: '疑似', alarm: '报警', released: '解除' };
const occupancies: Readonly<Record<string, string>> = {
  occupied: '轿内有人',
  empty: '轿内无人',
  unknown: '是否有人未知',
};

const notice = (name: string): string => noticeWord(name as NoticeKind)?.zh ?? name;
const channel = (name: string): string => channelsInChinese[name as ChannelName] ?? name;

type Pattern = readonly [RegExp, (...found: string[]) => string];

const finding: Pattern = [
  /^(\S+) (\S+) (P\d) (\S+) (\S+)@(\S+)/,
  (...found) => {
    const [code = '', stage = '', priority = '', occupancy = '', rule = '', version = ''] = found;
    return `${code} ${stages[stage] ?? stage} ${priority} ${occupancies[occupancy] ?? occupancy} 规则 ${rule} 版本 ${version}`;
  },
];
const message: Pattern = [
  /^(\S+) (\S+) (\S+?)(?:, held by .+)?$/,
  (what, how, who) => `${notice(what!)} ${channel(how!)} ${who}`,
];
const ofLift: Pattern = [/^(\S+) of lift (\S+)$/, (code, lift) => `电梯 ${lift} 的 ${code}`];

/** By what the entry says has happened; a note that a person wrote is in none of these places and stays as it was written. */
const patterns: readonly (readonly [RegExp, Pattern])[] = [
  [/^(opened-|finding-|suspected->|alarm->)/, finding],
  [/^severity-/, [/^(P\d) to (P\d)$/, (from, to) => `${from} → ${to}`]],
  [/^(told-|not-told|held-back|call-|(operator-)?not-reached)/, message],
  [/^(nobody-|suppressed|own-incident)/, ofLift],
  [/^nobody-/, [/^(\S+)$/, (what) => notice(what!)]],
  [/->dispatched$/, [/^level (\d) (\S+)$/, (level, how) => `第 ${level} 级 ${channel(how!)}`]],
  [/(->arrived|^arrived-too)$/, [/^(\d+) s after the alarm$/, (seconds) => `报警后 ${seconds} 秒`]],
  [
    /^refused$/,
    [/^refused-by-(sms|key|link)$/, (way) => ({ sms: '短信', key: '电话按键', link: '链接' })[way as 'sms']],
  ],
  [/(^eta|->en-route)$/, [/^(\d+) min$/, (minutes) => `${minutes} 分钟`]],
];

/** What belongs to an entry of a timeline, in Chinese; `detail` itself is written in English and for machines. */
export const detailInChinese = ({ what }: TimelineEntry, detail: string): string => {
  for (const [where, [pattern, words]] of patterns) {
    const found = where.test(what) ? pattern.exec(detail) : null;
    if (found) return words(...found.slice(1));
  }
  return detail;
};
