import { expect, test } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

const text = (lines: LineBuffer): string => Buffer.from(lines.bytes()).toString('utf8');

test('holds lines as UTF-8, each with its line break, and grows', () => {
  const lines = new LineBuffer(4);
  const asked = ['a=1', 'floor="十二层"', '', 'x'.repeat(100)];
  for (const line of asked) lines.add(line);
  expect(text(lines)).toBe(asked.map((line) => `${line}\n`).join(''));
  expect(lines.count).toBe(4);
});

test('begins anew after clear', () => {
  const lines = new LineBuffer();
  lines.add('old');
  lines.clear();
  expect([text(lines), lines.count]).toEqual(['', 0]);
  lines.add('new');
  expect([text(lines), lines.count]).toEqual(['new\n', 1]);
});
