import type { LogRecord } from '@liftwatch/stores';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecord } from './decode.ts';
import { unitOf } from './time-unit.ts';

const NOW_MS = 1_800_000_000_123;
const record = (payload: unknown): LogRecord => ({
  type: 'reading',
  receivedAtMs: NOW_MS,
  terminalId: 'T',
  topic: 'lift/v1/L/state',
  payload: new TextEncoder().encode(JSON.stringify(payload)),
});

test.each([
  ['seconds', NOW_MS / 1_000 - 0.123, NOW_MS - 123],
  ['microseconds', NOW_MS * 1_000, NOW_MS],
  ['milliseconds', NOW_MS - 5, NOW_MS - 5],
])('times in %s', (_unit, at, atMs) => {
  const arrival = decodeRecord(record({ at, sentAt: at, carStatus: 'stopped' }));
  expect(arrival).toMatchObject({ readings: [{ body: { at: atMs, sentAt: atMs, carStatus: 'stopped' } }] });
});
test('a batch by the time at which it was sent, old readings in it too', () => {
  const s = Math.floor(NOW_MS / 1_000);
  expect(decodeRecord(record({ sentAt: s, readings: [{ at: s - 300_000 }, { at: s }] }))).toMatchObject({
    sentAtMs: s * 1_000,
    readings: [{ body: { at: (s - 300_000) * 1_000 } }, { body: { at: s * 1_000 } }],
  });
});
test('a clock that is wrong is left as it is: hours, days, years, or counting from 1970', () => {
  for (const at of [0, 5_000, NOW_MS - 7_200_000, NOW_MS + 86_400_000 * 400, 400_000_000_000, 8_640_000_000_000_000])
    expect(unitOf(at, NOW_MS)).toBe(1);
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_799_900_000 }), (uptimeMs) => unitOf(uptimeMs, NOW_MS) === 1));
});
