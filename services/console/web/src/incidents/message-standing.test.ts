import type { Delivery } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { standingOf, troubleOf } from './message-standing.ts';

const call = (parts: Partial<Delivery>): Delivery =>
  ({ channel: 'voice', state: 'queued', attempts: 0, ...parts }) as Delivery;

test('a call that waits for its number, or is left out, says so and why', () => {
  const said = (parts: Partial<Delivery>) => standingOf(call(parts), en.message);
  expect(said({})).toBe('waiting');
  expect(said({ lineBusySinceMs: 1 })).toBe('waits: the number has another call');
  expect(said({ lineBusySinceMs: 1, state: 'accepted', attempts: 1 })).toBe('handed over');
  expect(said({ state: 'superseded', notPlaced: 'taken-on' })).toBe('not called: somebody has it');
  expect(said({ state: 'superseded', supersededBy: 'x' })).toBe('not sent, replaced by a newer one');
});

test('what went wrong is said in the language of the page; what a carrier wrote, as it wrote it', () => {
  const said = (parts: Partial<Delivery>) => troubleOf(call(parts), zh.message);
  expect(said({ lastError: 'receipt: failed', state: 'failed' })).toBe('无人接听');
  expect(said({ lastError: 'receipt: failed', state: 'failed', channel: 'sms' })).toBe('运营商回执：失败');
  expect(said({ lastError: 'line-busy' })).toBe('该号码一直占线');
  expect(said({ lastError: 'HTTP 503' })).toBe('HTTP 503');
  expect(said({ lastError: 'HTTP 503', state: 'delivered' })).toBeUndefined();
});
