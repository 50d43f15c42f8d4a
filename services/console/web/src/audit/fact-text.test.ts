import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { factText, type Reader } from './fact-text.ts';

const list = {
  codes: { X08: { zh: '停电', en: 'power lost', component: 'power' } },
  priorities: {},
  causes: {},
  warningCauses: {},
};
const chinese: Reader = { words: zh, language: 'zh', list };
const english: Reader = { words: en, language: 'en', list };
const told = { zh: '已接单', en: 'acknowledged' };

test.each([
  ['state', 'acknowledged', '已接单', 'acknowledged'],
  ['kind', 'entrapment', '困人', 'Entrapment'],
  ['kind', 'fault/X08', '停电', 'power lost'],
  ['role', 'regulator', '监管部门', 'regulator'],
  ['reached', 'delivered', '短信已送达', 'the SMS was delivered'],
  ['result', 'done', '完成', 'done'],
  // What the page has no words for is told in dispatch's.
  ['role', 'new-role', '已接单', 'acknowledged'],
  ['result', 'LIFT_DISPATCH_REQUEST_INVALID', '已接单', 'acknowledged'],
  ['attempts', 2, '已接单', 'acknowledged'],
])('%s %j reads %s, or %s', (fact, raw, inChinese, inEnglish) => {
  const shown = { fact, name: told, value: told };
  expect([factText(shown, raw, chinese), factText(shown, raw, english)]).toEqual([inChinese, inEnglish]);
});

test('a time is told on the clock of the city', () =>
  expect(factText({ fact: 'startedAtMs', name: told, value: told }, Date.parse('2026-03-01T16:30:00Z'), chinese)).toBe(
    '3月2日 00:30:00',
  ));
