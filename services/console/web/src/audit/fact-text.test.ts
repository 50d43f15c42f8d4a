import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { factName, factText, type Reader } from './fact-text.ts';

const list = {
  codes: { X08: { zh: '停电', en: 'power lost', component: 'power' } },
  priorities: {},
  causes: {},
  warningCauses: {},
};
const chinese: Reader = { words: zh, language: 'zh', list };
const english: Reader = { words: en, language: 'en', list };

test.each([
  ['state', 'acknowledged', '已接单', 'accepted'],
  ['state', 'queued', '待发送', 'waiting'],
  ['kind', 'entrapment', '困人', 'Entrapment'],
  ['kind', 'fault/X08', '停电', 'power lost'],
  ['last', 'alarm->acknowledged', '报警 → 已接单', 'alarm → accepted'],
  ['last', 'opened-suspected', '立案：疑似', 'opened: suspected'],
  ['last', 'told-station', '通知救援站', 'told: Rescue station'],
  ['last', 'given-up', '放弃负责', 'given up'],
  ['channel', 'sms', '短信', 'SMS'],
  ['role', 'regulator', '监管部门', 'regulator'],
  ['reached', 'delivered', '短信已送达', 'the SMS was delivered'],
  ['result', 'done', '完成', 'done'],
  ['result', 'LIFT_DISPATCH_REQUEST_INVALID', 'LIFT_DISPATCH_REQUEST_INVALID', 'LIFT_DISPATCH_REQUEST_INVALID'],
  ['possiblyRepeated', true, '是', 'yes'],
  ['attempts', 2, '2', '2'],
  ['on', { id: 'plaza-01' }, '{"id":"plaza-01"}', '{"id":"plaza-01"}'],
  // What nobody has put into words yet is shown as it is, never left out.
  ['last', 'new-step', 'new-step', 'new-step'],
  ['last', 'alarm->elsewhere', '报警 → elsewhere', 'alarm → elsewhere'],
  ['novelty', 'value', 'value', 'value'],
])('%s %j reads %s, or %s', (name, value, inChinese, inEnglish) => {
  expect(factText(name, value, chinese)).toBe(inChinese);
  expect(factText(name, value, english)).toBe(inEnglish);
});

test('a time is told on the clock of the city', () =>
  expect(factText('startedAtMs', Date.parse('2026-03-01T16:30:00Z'), chinese)).toBe('3月2日 00:30:00'));

test('a field is called by its name, one that is not known as dispatch calls it', () => {
  expect([factName('documentHash', zh), factName('documentHash', en)]).toEqual(['全文哈希', 'hash of the document']);
  expect(factName('novelty', zh)).toBe('novelty');
});
