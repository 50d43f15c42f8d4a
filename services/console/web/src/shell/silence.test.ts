import { expect, test } from 'vitest';
import { isSilent } from './silence.ts';

const nowMs = 1_800_000_000_000;
test('a page that has just been opened is not silent, though nothing of it was heard yet', () => {
  expect(isSilent({ asOfMs: null, nowMs, openMs: 1_000 })).toBe(false);
  expect(isSilent({ asOfMs: null, nowMs, openMs: 16_000 })).toBe(true);
});
test('one that heard something is, when that is long ago', () => {
  expect(isSilent({ asOfMs: nowMs - 14_000, nowMs, openMs: 60_000 })).toBe(false);
  expect(isSilent({ asOfMs: nowMs - 16_000, nowMs, openMs: 60_000 })).toBe(true);
});
test('where the overview itself is not there yet, nothing is said', () => {
  expect(isSilent({ asOfMs: undefined, nowMs, openMs: 60_000 })).toBe(false);
});
