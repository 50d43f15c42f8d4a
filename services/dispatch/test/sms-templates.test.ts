import type { Delivery } from '@liftwatch/schemas';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cutMiddle } from '../src/channels/sms/cut-middle.ts';
import { asksForAnswer, smsText } from '../src/channels/sms/sms-text.ts';
import {
  codeOf,
  LINK_DOMAIN,
  linkTemplates,
  templated,
  templateOf,
  templates,
  variableLimits,
} from '../src/channels/sms/templates.ts';
import { voiceKeys, voiceText } from '../src/channels/voice/voice-text.ts';
import { notedWords } from '../src/responding/noted.ts';
import { deliveriesOf } from './support/a-delivery.ts';

let all: readonly Delivery[];
beforeAll(async () => {
  all = [...(await deliveriesOf('released')), ...(await deliveriesOf('rejected'))];
});

const anyMessage = () =>
  fc
    .record({
      one: fc.constantFrom(...all),
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
      language: fc.constantFrom('zh' as const, 'en' as const),
      kind: fc.constantFrom('entrapment', 'dangerous-movement', 'site-power', 'network', 'terminal', 'fault/X08'),
      codes: fc.array(fc.constantFrom('01', 'X08', 'X12'), { minLength: 1, maxLength: 9 }),
      possiblyRepeated: fc.boolean(),
      replySlot: fc.constantFrom('', 'A', 'Z'),
      role: fc.constantFrom('firm' as const, 'manager' as const, 'operator' as const),
      lastedMs: fc.integer({ min: 0, max: 86_400_000 }),
    })
    .map(({ one, name, kind, codes, lastedMs, ...more }): Delivery => ({
      ...one,
      ...more,
      createdAtMs: one.content.onsetAtMs + lastedMs,
      content: { ...one.content, kind: kind as never, codes, lift: { ...one.content.lift, name } },
    }));

test('no SMS is longer than one segment, whatever the lift is called; how to answer is always in it', () => {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      const text = smsText(message);
      expect(text.length).toBeLessThanOrEqual(70);
      expect(text.isWellFormed()).toBe(true);
      if (asksForAnswer(message))
        expect(text).toMatch(message.language === 'en' ? /reply 1[A-Z]?$/ : /回复1[A-Z]?接单$/);
      expect(text).toContain(message.possiblyRepeated ? (message.language === 'en' ? 'rpt?' : '可能重复') : '');
    }),
    { numRuns: 2_000 },
  );
});

test('a long name loses its middle: place and lift stay', () => {
  const name = '天津市和平区南京路一百八十九号津汇广场购物中心二期地下停车场东区三号客货两用电梯';
  const [alarm] = all.filter((d) => d.notice === 'alarm' && d.role === 'firm');
  const text = smsText({ ...alarm!, content: { ...alarm!.content, lift: { ...alarm!.content.lift, name } } });
  expect(text).toContain('天津市');
  expect(text).toContain('两用电梯');
  expect(text.length).toBeLessThanOrEqual(70);
  expect(cutMiddle('短名', 8)).toBe('短名');
});

test('templates: within one segment with every variable at its limit, no link, and people in danger have their own', () => {
  for (const [key, texts] of Object.entries(templates))
    for (const [language, text] of Object.entries(texts)) {
      const signed = language === 'zh' ? `【电梯卫士】${text}` : `[LW] ${text}`;
      const longest = Object.entries(variableLimits).reduce(
        (t, [name, limit]) => t.replace(`\${${name}}`, '长'.repeat(limit)),
        signed,
      );
      expect([key, language, longest.length <= 70 || longest.length]).toEqual([key, language, true]);
      expect(longest).not.toMatch(/https?:|\$\{/);
    }
  const people = new Set(all.map(templateOf));
  expect([...people].every((key) => key.startsWith('people-'))).toBe(true);
  const fault = { ...all[0]!, content: { ...all[0]!.content, kind: 'fault/X08' as const } };
  expect(templateOf(fault).startsWith('people-')).toBe(false);
});

test('texts with a link: one token after the fixed domain, and two segments at most', () => {
  for (const [key, texts] of Object.entries(linkTemplates))
    for (const text of Object.values(texts)) {
      expect([key, text.match(/\S*\/r\/\S*/g)]).toEqual([key, [`${LINK_DOMAIN}/r/\${token}`]]);
      const limits = { ...variableLimits, token: 24 };
      const longest = Object.entries(limits).reduce(
        (t, [name, limit]) => t.replace(`\${${name}}`, '长'.repeat(limit)),
        `【电梯卫士】${text.replace(LINK_DOMAIN, 'lift.example-city.cn')}`,
      );
      expect([key, longest.length <= 134 || longest.length]).toEqual([key, true]);
    }
});

test('variables: within their limits, without links, brackets or signs of templates', () => {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      const { variables } = templated(message);
      for (const [name, value] of Object.entries(variables)) {
        expect(value.length).toBeLessThanOrEqual(variableLimits[name as keyof typeof variableLimits]);
        expect(value).not.toMatch(/[【】{}<>$[\]]|https?:/);
        expect(value.length).toBeGreaterThan(0);
      }
    }),
  );
  const linked = {
    ...all[0]!,
    content: { ...all[0]!.content, lift: { ...all[0]!.content.lift, name: '【x】https://evil.example/a 1号梯' } },
  };
  expect(templated(linked).variables.place).toBe('x 1号梯');
});

const informed = ['manager', 'operator', 'platform'] as const;
const notices = ['suspected', 'alarm', 'updated', 'confirmed', 'reminder', 'escalated', 'overdue', 'taken'] as const;

test.each(informed.flatMap((role) => notices.map((notice) => [role, notice] as const)))(
  'a %s who is told %s is asked for nothing, by SMS or by voice',
  (role, notice) => {
    for (const language of ['zh', 'en'] as const)
      for (const kind of ['entrapment', 'fault/X08'] as const) {
        const told = { ...all[0]!, role, notice, language, replySlot: 'B', content: { ...all[0]!.content, kind } };
        const { key, variables } = templated(told);
        expect(`${templates[key][language]} ${variables.event}`).not.toMatch(/回复|Reply|There\?|add B/);
        expect(voiceText(told)).not.toMatch(/按\d|Press/);
        expect(voiceKeys(told)).toEqual({});
        expect(smsText(told)).not.toMatch(/回复|reply/);
      }
  },
);

test('control: a firm is asked to take it on, and who has taken it on to say that he is there', () => {
  const firm = { ...all.find((d) => d.notice === 'alarm')!, role: 'firm' as const };
  const owner = { ...firm, notice: 'overdue' as const, content: { ...firm.content, toOwner: true as const } };
  expect([templateOf(firm), templateOf(owner)]).toEqual(['people-answer', 'people-arrive']);
  expect([voiceText(firm), voiceText(owner)]).toEqual([
    expect.stringContaining('接单请按1，拒绝请按2'),
    expect.stringMatching(/到场后请按3。$/),
  ]);
  expect(voiceKeys(owner)).toEqual({ '3': 'arrive' });
  const codes = { 'people-answer': 'A', 'people-arrive.en': 'E' };
  expect(codeOf(codes, { key: 'people-arrive', language: 'en' })).toBe('E');
  // A carrier that was set up before there was such a text goes on with what it has.
  expect(codeOf(codes, { key: 'people-arrive', language: 'zh' })).toBe('A');
  expect(codeOf(codes, { key: 'people-alarm', language: 'zh' })).toBeUndefined();
});

test('where the digit alone would mean another incident its letter is told, and nothing cuts it', () => {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      const { event } = templated(message).variables;
      const letter = message.replySlot !== '' && asksForAnswer(message) ? message.replySlot : undefined;
      const told = message.language === 'zh' ? `回复加${letter}` : `add ${letter}`;
      expect(event.endsWith(told)).toBe(letter !== undefined);
    }),
    { numRuns: 500 },
  );
});

test('an approved text that is not about the alarm itself says so where the event stands', () => {
  const toOperator = { ...all[0]!, role: 'operator' as const, language: 'zh' as const };
  const eventOf = (notice: Delivery['notice']) => templated({ ...toOperator, notice }).variables.event;
  expect([eventOf('alarm'), eventOf('overdue'), eventOf('undelivered'), eventOf('taken')]).toEqual([
    '电梯困人',
    '超时 电梯困人',
    '未送达 电梯困人',
    '已有人接单 电梯困人',
  ]);
});

test('voice says which keys answer, and none when it is over', () => {
  const alarm = { ...all.find((d) => d.notice === 'alarm')!, role: 'crew' as const };
  const released = all.find((d) => d.notice === 'released')!;
  expect(voiceText(alarm)).toContain('请按1');
  expect(voiceText({ ...alarm, language: 'en' })).toContain('Press 1');
  expect(voiceText(released)).not.toContain('按1');
});

test('what an answer did is in the text whole, with the letter and in both languages, and within one segment by whichever carrier', () => {
  const [alarm] = all.filter((d) => d.notice === 'alarm' && d.role === 'firm');
  const actions = [
    { is: 'acknowledge' },
    { is: 'refuse', reason: 'x' },
    { is: 'arrive' },
    { is: 'eta', etaMinutes: 999 },
  ] as const;
  for (const language of ['zh', 'en'] as const)
    for (const replySlot of ['', 'W'])
      for (const drill of [false, true])
        for (const action of actions) {
          const note = notedWords(action)!;
          const isOwner = action.is === 'acknowledge' || action.is === 'eta';
          const content = {
            ...alarm!.content,
            note,
            ...(drill && { drill }),
            ...(isOwner && { toOwner: true as const }),
          };
          const noted: Delivery = { ...alarm!, notice: 'noted', language, replySlot, content };
          const { key, variables } = templated(noted);
          expect([key, isOwner]).toEqual([isOwner ? 'people-arrive' : 'people-alarm', isOwner]);
          // An exercise with a letter has no room for more than that it is one.
          if (!drill || replySlot === '') expect(variables.event).toContain(note[language]);
          if (drill) expect(variables.event).toMatch(/演练|DRILL/);
          expect(variables.event.length).toBeLessThanOrEqual(variableLimits.event);
          if (isOwner && replySlot !== '') expect(variables.event).toMatch(/ (回复加|add )W$/);
          const text = smsText(noted);
          expect(text.length).toBeLessThanOrEqual(70);
          expect(text).toContain(note[language]);
          expect(/回复3W?到场$|reply 3W?$/.test(text)).toBe(isOwner);
        }
});
