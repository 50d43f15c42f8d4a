import { expect, test } from 'vitest';
import {
  brokenLinks,
  errorCodeProblems,
  forbiddenWords,
  rulePageHeadings,
  rulePageProblems,
  unlistedDocs,
} from './docs.ts';
import { withRepository } from './planted-repository.ts';

const errors = `export const codes = ['LIFT_STORE_LOCKED'] as const;\n`;
const page = '| Code | |\n|---|---|\n| `LIFT_STORE_LOCKED` | x |\n';
const thrown = `throw new StoreError('LIFT_STORE_LOCKED');\n`;
const sound = {
  'services/stores/src/errors.ts': errors,
  'services/stores/src/lock.ts': thrown,
  'docs/errors.md': page,
};

test('codes and page that agree pass', () => {
  expect(withRepository(sound, errorCodeProblems)).toEqual([]);
});

test.each([
  ['is declared and not explained', { ...sound, 'docs/errors.md': '' }],
  ['is explained and declared nowhere', { ...sound, 'docs/errors.md': `${page}| \`LIFT_STORE_GONE\` | x |\n` }],
  ['is declared and thrown by nobody', { ...sound, 'services/stores/src/lock.ts': 'export {};\n' }],
  [
    'is declared and thrown by nobody',
    { ...sound, 'services/stores/src/lock.ts': '', 'services/stores/src/http/problem-words.ts': thrown },
  ],
  [
    'is declared in no errors.ts',
    { ...sound, 'services/stores/src/open.ts': `export const code = 'LIFT_STORE_TYPO';\n` },
  ],
])('an error code that %s is reported', (words, files) => {
  expect(withRepository(files, errorCodeProblems)).toEqual([expect.stringContaining(words)]);
});

test('a link that leads nowhere is reported, a good one and one in code are not', () => {
  const files = { 'docs/a.md': '[b](b.md) [gone](gone.md#x) `[c](c.md)` [out](https://example.org)', 'docs/b.md': '' };
  expect(withRepository(files, brokenLinks)).toEqual(['docs/a.md: the link to gone.md#x leads nowhere']);
});

test('a document that the index does not name is reported', () => {
  const files = { 'docs/README.md': '[a](a.md)', 'docs/a.md': '', 'docs/b.md': '', 'docs/adr/0001-x.md': '' };
  expect(withRepository(files, unlistedDocs)).toEqual(['docs/README.md: does not name docs/b.md']);
});

test('a heading that a link names and that is not there is reported', () => {
  const files = {
    'docs/a.md': '# One thing: more\n[own](#one-thing-more) [not](#other) [b](b.md#in-b) [no](b.md#gone)',
    'docs/b.md': '## In `b`\n',
  };
  expect(withRepository(files, brokenLinks)).toEqual([
    'docs/a.md: the link to #other leads nowhere',
    'docs/a.md: the link to b.md#gone leads nowhere',
  ]);
});

const RULE = 'services/rule-engine/src/diagnosis/rules/door-reopen';

test('a rule needs its page with every heading', () => {
  const rule = { [`${RULE}/rule.ts`]: 'export const rule = 1;\n' };
  expect(withRepository(rule, rulePageProblems)).toEqual([`${RULE}/README.md: this rule has no page`]);
  const complete = rulePageHeadings.map((heading) => `## ${heading}\n`);
  expect(withRepository({ ...rule, [`${RULE}/README.md`]: complete.join('') }, rulePageProblems)).toEqual([]);
  const withoutLast = complete.slice(0, -1).join('');
  expect(withRepository({ ...rule, [`${RULE}/README.md`]: withoutLast }, rulePageProblems)).toEqual([
    `${RULE}/README.md: lacks the heading "Example payload"`,
  ]);
  const turned = complete.toReversed().join('');
  expect(withRepository({ ...rule, [`${RULE}/README.md`]: turned }, rulePageProblems)).toEqual([
    `${RULE}/README.md: the heading "When it fires" stands too early`,
  ]);
});

test('a path of one machine is reported', () => {
  const path = ['', 'home', 'somebody'].join('/');
  expect(withRepository({ 'docs/a.md': `see ${path}/x` }, forbiddenWords)).toEqual([
    expect.stringContaining('docs/a.md'),
  ]);
});
