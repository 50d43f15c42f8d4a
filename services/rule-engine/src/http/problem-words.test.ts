import { expect, test } from 'vitest';
import { problemInChinese } from './problem-words.ts';

const HAN = /\p{Script=Han}/u;

test('every code is told in Chinese: what happened, in words of its own, and what to do', () => {
  const told = Object.entries(problemInChinese);
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter(([, { title, remedy }]) => !HAN.test(title) || !HAN.test(remedy))).toEqual([]);
  expect(new Set(told.map(([, { title }]) => title)).size).toBe(told.length);
});
