import { readFileSync } from 'node:fs';
import { builtInRules, channelNames, deliveryStates, incidentStates, noticeKinds } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { sourceIn, sourcesInChinese } from './sources.ts';
import { featureName, features, unitIn, whereText } from './features.ts';
import { fromFieldTime, numberOf, roughly, stopwatch, toFieldTime } from './time.ts';
import { zh } from './zh.ts';

const keysOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    : [path];

test('both languages have every text, also of lists whose keys no type holds', () =>
  expect(keysOf(en).sort()).toEqual(keysOf(zh).sort()));

test.each([
  ['notices', noticeKinds, zh.message.notices],
  ['channels', channelNames, zh.message.channels],
  ['states of messages', deliveryStates, zh.message.states],
  ['states of incidents', incidentStates, zh.state],
] as const)('%s: each one that there is has a text', (_what, names: readonly string[], texts: object) =>
  expect(names.filter((name) => !Object.hasOwn(texts, name))).toEqual([]),
);

test('no English text is Chinese, and no Chinese text was left in English', () => {
  const texts = (words: object): string[] =>
    Object.values(words).flatMap((value: unknown) =>
      typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? texts(value) : [],
    );
  const inEnglish = texts(en).filter((text) => /\p{Script=Han}/u.test(text));
  expect(inEnglish).toEqual(['中文']);
  const latinOnly = texts(zh).filter((text) => !/\p{Script=Han}/u.test(text));
  expect(latinOnly.sort()).toEqual(['CAP', 'English', 'MQTT', 'OpenAPI：', 'Webhook', '、']);
});

test('the source of every limit of every built-in rule is told in Chinese', () => {
  const sources = builtInRules.flatMap(({ args }) => Object.values(args).map(({ source }) => source));
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((source) => sourcesInChinese[source] === undefined)).toEqual([]);
});

test('what early warning watches is called as its page has it', () => {
  const page = readFileSync(new URL('../../../../../docs/early-warning.md', import.meta.url), 'utf8');
  const [, listed = ''] = page.split('## Features');
  const rows = [...(listed.split('## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \| (.+?) \/ (.+?) \|/gm)];
  expect(rows.length).toBeGreaterThan(20);
  const sources = rows.map(({ input, index }) => input.slice(index, input.indexOf('\n', index)).split(' | ').at(-1));
  const told = sources.map((source = '') => source.replace(/ \|$/, ''));
  expect(told.filter((source) => sourcesInChinese[source] === undefined)).toEqual([]);
  const plain = rows.filter(([, name = '']) => !name.endsWith('-scatter'));
  expect(Object.fromEntries(plain.map(([, name, zh, en]) => [name, { zh, en }]))).toEqual(features);
  expect(featureName('slip-scatter', 'zh')).toBe('曳引滑移离散度');
  expect(featureName('slip-scatter', 'en')).toBe('scatter of the rope slip');
  expect([unitIn('1/cycle', zh), unitIn('1/cycle', en), unitIn('mm', zh)]).toEqual(['次/开关门', 'per cycle', 'mm']);
  expect(featureName('new-feature', 'zh')).toBe('new-feature');
  expect([whereText('all', zh), whereText('floor=3', zh), whereText('load=full', zh)]).toEqual([
    '',
    '3 层',
    'load=full',
  ]);
});

test('a source names the version that changed its limit; one that nobody translated is shown as it is', () => {
  expect(sourceIn('override summer-1 (site plaza); default: liftwatch default [D]', 'zh')).toBe(
    '版本 summer-1 的改动（site plaza）；默认：liftwatch 默认值 [D]',
  );
  expect(sourceIn('override summer-1; default: our own', 'zh')).toBe('版本 summer-1 的改动；默认：our own');
  expect(sourceIn('our own', 'zh')).toBe('our own');
  expect(sourceIn('liftwatch default [D]', 'en')).toBe('liftwatch default [D]');
});

test.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_600_000, '1:00:00'],
  [172_800_000, '2 d'],
  [-5_000, '0:00'],
])('a stopwatch at %i ms shows %s', (ms, text) => expect(stopwatch(ms, 'en')).toBe(text));

test('days are told in the reader’s language', () => expect(stopwatch(172_800_000, 'zh')).toBe('2 天'));

test.each([
  [0, '0'],
  [0.001_72, '0.0017'],
  [-0.456, '-0.46'],
  [3.201, '3.2'],
  [-4, '-4'],
  [99.996, '100'],
  [3_065.256, '3,065'],
])('%d reads %s: as exact as it says something', (value, text) => expect(numberOf(value, 'en')).toBe(text));

test('a field of a form holds the wall clock of the city, whatever the browser’s zone', () => {
  const atMs = Date.parse('2026-03-01T16:30:00Z');
  expect(toFieldTime(atMs)).toBe('2026-03-02T00:30');
  expect(Date.parse(fromFieldTime(toFieldTime(atMs)))).toBe(atMs);
});

test('a rough length is told in its largest unit', () => {
  expect(roughly(90_000, 'en')).toBe('1 min');
  expect(roughly(90_000, 'zh')).toBe('1 分钟');
  expect(roughly(172_800_000, 'en')).toBe('2 d');
});
