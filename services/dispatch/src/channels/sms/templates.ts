import type { Delivery } from '@liftwatch/schemas';
import { beijingMinute } from '../beijing-time.ts';
import { isOver, placeOf } from '../words.ts';
import { cutMiddle } from './cut-middle.ts';
import { asksForAnswer, eventInSms, isAboutPeople, languageOf } from './sms-text.ts';

/**
 * Templates as a carrier approves them, by what they say. Those about people in danger stand alone, so that no ordinary
 * message uses up their approval, wording or cap. `-answer` asks who may come to take it on, `-arrive` asks who has taken it on to
 * say that he is there; `-alarm` and `-over` ask nothing, and are for everybody who is only informed.
 */
export const templateKeys = [
  'people-answer',
  'people-arrive',
  'people-alarm',
  'people-over',
  'fault-answer',
  'fault-arrive',
  'fault-alarm',
  'over',
] as const;
export type TemplateKey = (typeof templateKeys)[number];

/**
 * The same with a link to answer by, where a carrier has approved one: a fixed domain of the installation, and after it one
 * variable, the token of the message. The domain is put in when the text is submitted. Two segments.
 */
export const linkKeys = ['people-link', 'fault-link'] as const;
export type LinkKey = (typeof linkKeys)[number];
export const LINK_DOMAIN = 'DOMAIN';
export const linkTemplates: Readonly<Record<LinkKey, { readonly zh: string; readonly en: string }>> = {
  'people-link': {
    zh: `电梯困人险情：\${place}，\${time}起，\${event}，请立即到场，回复1接单，2拒绝，或打开 ${LINK_DOMAIN}/r/\${token}`,
    en: `DANGER: \${place} \${time} \${event}. Reply 1 or open ${LINK_DOMAIN}/r/\${token}`,
  },
  'fault-link': {
    zh: `电梯故障：\${place}，\${time}起，\${event}，回复1接单，2拒绝，或打开 ${LINK_DOMAIN}/r/\${token}`,
    en: `Lift fault: \${place} \${time} \${event}. Reply 1 or open ${LINK_DOMAIN}/r/\${token}`,
  },
};

/** The template with a link that says the same; undefined: what needs no answer has none. */
export const linkKeyOf = (key: TemplateKey): LinkKey | undefined =>
  key === 'people-answer' ? 'people-link' : key === 'fault-answer' ? 'fault-link' : undefined;

/**
 * The approved texts. Variables take no link and no sign of their own: `place`, `time` (HH:MM), `event`. With the signature
 * in front and variables at their limit each stays within one segment of 70 characters.
 */
export const templates: Readonly<Record<TemplateKey, { readonly zh: string; readonly en: string }>> = {
  'people-answer': {
    zh: '电梯困人险情：${place}，${time}起，${event}，请立即到场，回复1接单，2拒绝',
    en: 'DANGER: ${place} ${time} ${event}. Reply 1',
  },
  'people-arrive': {
    zh: '电梯困人险情：${place}，${time}起，${event}，到场后请回复3',
    en: 'DANGER: ${place} ${time} ${event}. There? 3',
  },
  'people-alarm': {
    zh: '电梯困人险情：${place}，${time}起，${event}，救援已通知',
    en: 'DANGER: ${place} ${time} ${event}',
  },
  'people-over': { zh: '电梯险情解除：${place}，始于${time}，${event}', en: 'ENDED: ${place} ${time} ${event}' },
  'fault-answer': {
    zh: '电梯故障：${place}，${time}起，${event}，回复1接单，2拒绝',
    en: 'Lift fault: ${place} ${time} ${event}. Reply 1',
  },
  'fault-arrive': {
    zh: '电梯故障：${place}，${time}起，${event}，到场后请回复3',
    en: 'Lift fault: ${place} ${time} ${event}. There? 3',
  },
  'fault-alarm': { zh: '电梯通知：${place}，${time}起，${event}', en: 'Lift notice: ${place} ${time} ${event}' },
  over: { zh: '电梯通知已解除：${place}，始于${time}，${event}', en: 'Ended: ${place} ${time} ${event}' },
};

const isTemplate = (key: string): key is TemplateKey | LinkKey =>
  Object.hasOwn(templates, key) || Object.hasOwn(linkTemplates, key);

/** An approved text with its variables in it, as a phone shows it. `name`: `key` or `key.language`; what is no such name is shown as it is. */
export const filledTemplate = (name: string, variables: Readonly<Record<string, string>>): string => {
  const [key = '', language] = name.split('.');
  if (!isTemplate(key)) return `${name} ${JSON.stringify(variables)}`;
  const text = { ...templates, ...linkTemplates }[key][language === 'en' ? 'en' : 'zh'];
  return text.replace(/\$\{(\w+)\}/g, (_, variable: string) => variables[variable] ?? '');
};

/** Longest value of each variable, characters. Carriers take 1 to 35 for a variable of this kind. */
export const variableLimits = { place: 18, time: 5, event: 14 } as const;

export interface Templated {
  readonly key: TemplateKey;
  readonly language: 'zh' | 'en';
  /** In the order of the text, as Tencent wants them; by name, as Aliyun does. */
  readonly variables: { readonly place: string; readonly time: string; readonly event: string };
}

export const templateOf = (delivery: Delivery): TemplateKey => {
  const people = isAboutPeople(delivery);
  if (isOver(delivery)) return people ? 'people-over' : 'over';
  if (asksForAnswer(delivery)) {
    const asks = delivery.content.toOwner ? 'arrive' : 'answer';
    return people ? `people-${asks}` : `fault-${asks}`;
  }
  return people ? 'people-alarm' : 'fault-alarm';
};

/** What carriers refuse within a variable: links, brackets of signatures, and signs that templates are made of. */
const plain = (text: string): string =>
  text
    .replace(/https?:\/\/\S*|www\.\S*/gi, '')
    .replace(/[【】[\]{}<>$#&|\\^~`"'\r\n]/g, '')
    .trim();

const limited = (text: string, limit: number): string => cutMiddle(plain(text), limit).replace('…', '-') || '-';

/** What stands in for a template that a carrier has not approved; undefined: nothing does. To accept once more does no harm. */
export const instead = (key: TemplateKey): TemplateKey | undefined =>
  key === 'people-arrive' ? 'people-answer' : key === 'fault-arrive' ? 'fault-answer' : undefined;

/** The carrier's code of what a message says, or of what stands in for it, where it has approved one. `key` alone serves both languages. */
export const codeOf = (
  codes: Readonly<Record<string, string>>,
  { key, language }: { readonly key: TemplateKey | LinkKey; readonly language: 'zh' | 'en' },
): string | undefined => {
  const code = codes[`${key}.${language}`] ?? codes[key];
  const other = Object.hasOwn(templates, key) ? instead(key as TemplateKey) : undefined;
  return code === undefined && other !== undefined ? codeOf(codes, { key: other, language }) : code;
};

/** The approved texts speak of danger: an exercise says so where the event stands, and nothing cuts it. */
const DRILL = { zh: '演练，无人被困', en: 'DRILL, no harm' } as const;

/** In the few characters of a variable. */
const shortEvents: Readonly<Record<string, string>> = {
  entrapment: 'trapped',
  'dangerous-movement': 'unsafe',
  'site-power': 'no power',
  network: 'network',
  terminal: 'terminal',
};

/** What the approved texts do not say by themselves: that it is another message than the alarm. */
const shortNotices: Partial<Readonly<Record<Delivery['notice'], { readonly zh: string; readonly en: string }>>> = {
  suspected: { zh: '疑似', en: 'maybe' },
  undelivered: { zh: '未送达', en: 'no msg' },
  reminder: { zh: '催办', en: 'open' },
  escalated: { zh: '升级救援', en: 'called' },
  overdue: { zh: '超时', en: 'late' },
  taken: { zh: '已有人接单', en: 'taken' },
};

const shortNoticeOf = (delivery: Delivery, language: 'zh' | 'en'): string => {
  if (delivery.reason === 'reply-not-understood') return { zh: '回复未识别', en: 'unread' }[language];
  const isAgain = delivery.notice === 'alarm' && delivery.content.formerOnsetAtMs !== undefined;
  return (isAgain ? { zh: '再次', en: 'again' } : shortNotices[delivery.notice])?.[language] ?? '';
};

/** The letter of the incident, where the digit alone would mean another one; nothing cuts it. */
const letterOf = (delivery: Delivery): string => {
  const { replySlot = '' } = delivery;
  if (replySlot === '' || !asksForAnswer(delivery)) return '';
  return languageOf(delivery) === 'zh' ? ` 回复加${replySlot}` : ` add ${replySlot}`;
};

/** What an answer did, in the few characters that there are; the text around them says the rest. */
const notedVariable = (delivery: Delivery): string => {
  const language = languageOf(delivery);
  const letter = letterOf(delivery);
  const parts = [
    ...(delivery.content.drill ? [language === 'zh' ? '演练' : 'DRILL'] : []),
    delivery.content.note?.[language] ?? '',
    ...(language === 'zh' && !delivery.content.drill ? [eventInSms(delivery)] : []),
  ];
  let said = '';
  for (const part of parts)
    if (`${said} ${part}`.trim().length <= variableLimits.event - letter.length) said = `${said} ${part}`.trim();
  return limited(said, variableLimits.event - letter.length) + letter;
};

const eventVariable = (delivery: Delivery): string => {
  const language = languageOf(delivery);
  if (delivery.notice === 'noted') return notedVariable(delivery);
  if (delivery.content.drill && letterOf(delivery) === '') return DRILL[language];
  const letter = letterOf(delivery);
  const event = language === 'zh' ? eventInSms(delivery) : (shortEvents[delivery.content.kind] ?? eventInSms(delivery));
  const said = [
    ...(delivery.content.drill ? [language === 'zh' ? '演练' : 'DRILL'] : []),
    ...(delivery.possiblyRepeated ? [language === 'zh' ? '可能重复' : 'rpt?'] : []),
    ...(letter === '' ? [shortNoticeOf(delivery, language)] : []),
    ...(delivery.content.drill ? [] : [event]),
  ].filter((part) => part !== '');
  return limited(said.join(' '), variableLimits.event - letter.length) + letter;
};

/** A message as the variables of an approved template. */
export const templated = (delivery: Delivery): Templated => ({
  key: templateOf(delivery),
  language: languageOf(delivery),
  variables: {
    place: limited(placeOf(delivery), variableLimits.place),
    time: beijingMinute(delivery.content.onsetAtMs),
    event: eventVariable(delivery),
  },
});
