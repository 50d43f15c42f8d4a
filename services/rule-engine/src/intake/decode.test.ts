import type { LogRecord } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { decodeRecord } from './decode.ts';

const reading = (payload: Uint8Array, topic = 'lift/v1/L-1/event'): LogRecord => ({
  type: 'reading',
  receivedAtMs: 5,
  terminalId: 'T',
  topic,
  payload,
});
const event = (text: string): Buffer => Buffer.from(JSON.stringify({ at: 4, type: 'code', code: '04', text }));

test('a genuine replacement character is text; a broken sequence is not', () => {
  expect(decodeRecord(reading(event('\uFFFD')))).toMatchObject({ type: 'readings', readings: [{ kind: 'event' }] });
  const broken = event('xx');
  broken[broken.indexOf('x')] = 0xff;
  expect(decodeRecord(reading(broken))).toBeUndefined();
});

test('bytes decode alike whether they come as Buffer or as a view into a larger array', () => {
  const whole = event('困人');
  const larger = new Uint8Array(whole.length + 8);
  larger.set(whole, 4);
  expect(decodeRecord(reading(larger.subarray(4, 4 + whole.length)))).toEqual(decodeRecord(reading(whole)));
});

test('what the broker has just judged is not judged again; what comes from a file is', () => {
  const unheardOf = reading(Buffer.from('{"at": 4, "type": "no such type"}'));
  expect(decodeRecord(unheardOf)).toBeUndefined();
  expect(decodeRecord({ ...unheardOf, isJudged: true } as LogRecord)).toMatchObject({
    readings: [{ kind: 'event', body: { type: 'no such type' } }],
  });
});

test('of a batch the good readings stand, in order', () => {
  const batch = {
    sentAt: 9,
    readings: [{ at: 1, type: 'code', code: '04' }, { at: -1 }, { at: 3, type: 'alarm-button' }],
  };
  expect(decodeRecord(reading(Buffer.from(JSON.stringify(batch))))).toMatchObject({
    sentAtMs: 9,
    readings: [{ body: { at: 1 } }, { body: { at: 3 } }],
  });
});

test.each([
  [
    'numbered: by number, whatever the clock did meanwhile',
    [
      { at: 7, boot: 'a', seq: 3 },
      { at: 8, boot: 'a', seq: 2 },
      { at: 6, boot: 'a', seq: 1 },
    ],
    [6, 8, 7],
  ],
  ['without numbers: by time', [{ at: 7 }, { at: 5 }, { at: 6 }], [5, 6, 7]],
  [
    'at one time: as they stand',
    [
      { at: 7, floor: '2' },
      { at: 7, floor: '1' },
    ],
    [7, 7],
  ],
  [
    'over a restart: as they stand',
    [
      { at: 7, boot: 'a', seq: 9 },
      { at: 5, boot: 'b', seq: 0 },
    ],
    [7, 5],
  ],
  [
    'only some of it numbered: as they stand',
    [
      { at: 7, boot: 'a', seq: 3 },
      { at: 8, boot: 'a' },
      { at: 6, boot: 'a', seq: 1 },
    ],
    [7, 8, 6],
  ],
])('a batch is told in its order. %s', (_what, readings, at) => {
  const payload = Buffer.from(JSON.stringify({ sentAt: 9, readings }));
  const arrival = decodeRecord(reading(payload, 'lift/v1/L-1/state'));
  const told = arrival?.type === 'readings' ? arrival.readings : [];
  expect(told.map(({ body }) => body.at)).toEqual(at);
  if (readings[0] && 'floor' in readings[0]) expect(told[0]?.body).toMatchObject({ floor: '2' });
});

test('presence, sessions and ticks keep who and when; dead letters say nothing', () => {
  expect(decodeRecord(reading(Buffer.from('{"status":"offline"}'), 'lift/v1/L-1/presence'))).toEqual({
    type: 'presence',
    receivedAtMs: 5,
    terminalId: 'T',
    liftId: 'L-1',
    status: 'offline',
  });
  expect(
    decodeRecord({ type: 'session', receivedAtMs: 5, terminalId: 'T', session: 'connected', sessionId: 7 }),
  ).toMatchObject({ session: 'connected', sessionId: 7 });
  expect(decodeRecord({ type: 'tick', receivedAtMs: 6 })).toEqual({ type: 'tick', receivedAtMs: 6 });
  const refusal = { code: 'LIFT_READING_NOT_JSON', field: '', message: '' } as const;
  expect(
    decodeRecord({
      type: 'dead',
      receivedAtMs: 5,
      terminalId: 'T',
      topic: 't',
      payload: event('x'),
      payloadBytes: 1,
      refusal,
    }),
  ).toBeUndefined();
});

test('a byte order mark is refused, as the broker refuses it', () => {
  expect(decodeRecord(reading(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), event('x')])))).toBeUndefined();
});
