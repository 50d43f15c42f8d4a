import { expect, test } from 'vitest';
import type { PointsLine, ReceivedLine, TruthLine } from '../../bench/faults/format.ts';
import { allowedUntilMs } from '../../bench/faults/matching.ts';
import { score } from '../../bench/faults/scoring.ts';
import { isReached } from '../../bench/faults/table.ts';

const T0 = 1_800_000_000_000;
const at = (s: number): number => T0 + s * 1_000;
const who = { liftId: 'L1', kind: 'entrapment' } as const;

const expected = (notice: string, fromS: number, dueS = fromS): TruthLine => ({
  ...{ truth: 'expected', fault: 'f', ...who, notice, channels: ['webhook', 'cap', 'sms'] },
  ...{ fromMs: at(fromS), dueMs: at(dueS), limitMs: 2_000 },
});
const arrival = (
  channel: ReceivedLine['channel'],
  notice: string,
  s: number,
  more: Partial<ReceivedLine> = {},
): ReceivedLine => ({
  ...{ atMs: at(s), channel, ...who, notice },
  ...(channel === 'sms' ? {} : { key: `${channel}-${notice}` }),
  ...more,
});

const truth: TruthLine[] = [
  { truth: 'fault', fault: 'f', what: 'a fault', fromMs: at(0), toMs: at(100) },
  expected('alarm', 10),
  expected('released', 10, 30),
];
const received: ReceivedLine[] = [
  ...(['webhook', 'cap', 'sms'] as const).map((channel) => arrival(channel, 'alarm', 11)),
  ...(['webhook', 'cap', 'sms'] as const).map((channel) => arrival(channel, 'released', 31)),
];
const cutAt = (channel: ReceivedLine['channel'], s: number, more: { key?: string } = {}): TruthLine => ({
  ...{ truth: 'cut', fault: 'f', channel, atMs: at(s), ...who, notice: 'alarm', cause: 'held' },
  ...more,
});
const totalOf = (t: readonly TruthLine[], r: readonly ReceivedLine[], p: readonly PointsLine[] = []) =>
  score(t, r, p).total;
const clean = {
  ...{ missed: 0, duplicated: 0, repeatedUnknown: 0, unrepeated: 0, repeatedByKey: 0 },
  ...{ late: 0, misordered: 0, unexpected: 0 },
};

test('a run without loss has no finding, and says what it looked at', () => {
  expect(totalOf(truth, received)).toMatchObject({ ...clean, expected: 6, worstMs: 1_000 });
});

test.each(received.map((line, i) => [i, `${line.channel} ${line.notice}`] as const))(
  'each dropped line is one miss: %i %s',
  (i) => {
    expect(totalOf(truth, received.toSpliced(i, 1))).toMatchObject({ ...clean, missed: 1 });
  },
);

test.each(received.map((line, i) => [i, `${line.channel} ${line.notice}`] as const))(
  'each doubled line is one duplicate: %i %s',
  (i) => {
    const line = received[i];
    expect(totalOf(truth, [...received, ...(line ? [line] : [])])).toMatchObject({ ...clean, duplicated: 1 });
  },
);

test('a line that came too late is late; an outage explains as much as it lasted and no more', () => {
  const delayed = received.with(0, arrival('webhook', 'alarm', 14));
  expect(totalOf(truth, delayed)).toMatchObject({ ...clean, late: 1 });
  const outage = { truth: 'outage', fault: 'f', what: 'away', fromMs: at(9), toMs: at(12), recoverMs: 500 } as const;
  expect(totalOf([...truth, outage], delayed)).toMatchObject(clean);
  expect(totalOf([...truth, { ...outage, toMs: at(11) }], delayed)).toMatchObject({ ...clean, late: 1 });
  expect(totalOf([...truth, { ...outage, channels: ['sms'] }], delayed)).toMatchObject({ ...clean, late: 1 });
});

test('an outage that was over before, or began after the last allowed moment, explains nothing', () => {
  const due = { dueMs: at(10), limitMs: 2_000 };
  expect(allowedUntilMs(due, [{ fromMs: at(0), toMs: at(8), recoverMs: 1_000 }])).toBe(at(12));
  expect(allowedUntilMs(due, [{ fromMs: at(13), toMs: at(20), recoverMs: 0 }])).toBe(at(12));
  expect(allowedUntilMs(due, [{ fromMs: at(11), toMs: at(20), recoverMs: 3_000 }])).toBe(at(25));
});

test('the release before the alarm is out of order', () => {
  const swapped = received.with(0, arrival('webhook', 'alarm', 11.9)).with(3, arrival('webhook', 'released', 11.5));
  expect(totalOf(truth, swapped)).toMatchObject({ ...clean, misordered: 1 });
});

test('what a receiver refused has not arrived, and its repetition is none', () => {
  const refused = arrival('webhook', 'alarm', 10.5, { status: 500 });
  expect(totalOf(truth, [refused, ...received])).toMatchObject(clean);
  expect(totalOf(truth, received.with(0, refused))).toMatchObject({ ...clean, missed: 1 });
});

test('an SMS repeats once for each cut, when it is marked; a cut explains one repeat only', () => {
  const cut = cutAt('sms', 11);
  const again = arrival('sms', 'alarm', 20, { possiblyRepeated: true });
  expect(totalOf([...truth, cut], [...received, again])).toMatchObject({ ...clean, repeatedUnknown: 1, smsCuts: 1 });
  expect(totalOf([...truth, cut], [...received, { ...again, possiblyRepeated: false }])).toMatchObject({
    ...clean,
    duplicated: 1,
  });
  expect(totalOf([...truth, cut], [...received, again, { ...again, atMs: at(21) }])).toMatchObject({
    ...clean,
    repeatedUnknown: 1,
    duplicated: 1,
  });
  expect(totalOf(truth, [...received, again])).toMatchObject({ ...clean, duplicated: 1 });
});

test("an SMS on which a cut fell for certain must come again; one whose answer crossed its sender's end may", () => {
  const cut = cutAt('sms', 11);
  const crossed = { ...cut, cause: 'crossed' } as TruthLine;
  const again = arrival('sms', 'alarm', 20, { possiblyRepeated: true });
  expect(totalOf([...truth, cut], received)).toMatchObject({ ...clean, unrepeated: 1, smsCuts: 1, smsMayBeCut: 0 });
  expect(totalOf([...truth, cut, cutAt('sms', 20)], [...received, again])).toMatchObject({
    ...clean,
    ...{ repeatedUnknown: 1, unrepeated: 1, smsCuts: 2 },
  });
  expect(totalOf([...truth, crossed], received)).toMatchObject({ ...clean, smsCuts: 0, smsMayBeCut: 1 });
  expect(totalOf([...truth, crossed], [...received, again])).toMatchObject({ ...clean, repeatedUnknown: 1 });
  expect(totalOf([...truth, cutAt('webhook', 11, { key: 'webhook-alarm' })], received)).toMatchObject(clean);
});

test('a run with an SMS that was cut and not sent again has not reached what it promises', () => {
  const all = { hasPoints: false };
  expect(isReached(score([...truth, cutAt('sms', 11)], received, []), all)).toBe(false);
  expect(isReached(score(truth, received, []), all)).toBe(true);
});

test('the same key again after a cut is a repeat by key; another key for the same thing is a duplicate', () => {
  const cut = cutAt('webhook', 11, { key: 'webhook-alarm' });
  const again = arrival('webhook', 'alarm', 20);
  expect(totalOf([...truth, cut], [...received, again])).toMatchObject({
    ...clean,
    repeatedByKey: 1,
    cuts: 1,
    smsCuts: 0,
  });
  expect(totalOf([...truth, cut], [...received, { ...again, key: 'other' }])).toMatchObject({
    ...clean,
    duplicated: 1,
  });
});

test('an answer that went out within a second before its asker was killed may not have been written down', () => {
  const killed = { truth: 'killed', fault: 'f', process: 'dispatch', sends: true } as const;
  const again = arrival('webhook', 'alarm', 20);
  expect(totalOf([...truth, { ...killed, atMs: at(11.5) }], [...received, again])).toMatchObject({
    ...clean,
    repeatedByKey: 1,
  });
  expect(totalOf([...truth, { ...killed, atMs: at(13) }], [...received, again])).toMatchObject({
    ...clean,
    duplicated: 1,
  });
  expect(totalOf([...truth, { ...killed, sends: false, atMs: at(11.5) }], [...received, again])).toMatchObject({
    ...clean,
    duplicated: 1,
  });
});

test('messages that nobody waits for: an alarm where nobody was, and a key that comes twice', () => {
  const stray = arrival('webhook', 'alarm', 40, { liftId: 'L9', key: 'k9' });
  expect(totalOf(truth, [...received, stray])).toMatchObject({ ...clean, unexpected: 1 });
  const fault = arrival('webhook', 'alarm', 40, { liftId: 'L9', kind: 'fault/01', key: 'k9' });
  expect(totalOf(truth, [...received, fault])).toMatchObject(clean);
  expect(totalOf(truth, [...received, fault, fault])).toMatchObject({ ...clean, duplicated: 1 });
});

test('a second entrapment of a lift is a thing of its own', () => {
  const second = [...truth, expected('alarm', 60)];
  const again = (['webhook', 'cap', 'sms'] as const).map((channel) =>
    arrival(channel, 'alarm', 61, channel === 'sms' ? {} : { key: `second-${channel}` }),
  );
  expect(totalOf(second, [...received, ...again])).toMatchObject(clean);
  expect(totalOf(second, received)).toMatchObject({ ...clean, missed: 3 });
});

test('an acknowledged reading without a point is lost, unless it needs none', () => {
  const acked = {
    truth: 'acked',
    fault: 'f',
    terminal: 'T',
    boot: 'b',
    ranges: [[1, 10]],
    withoutPoint: [[3, 4]],
  } as TruthLine;
  const points = (ranges: PointsLine['ranges']): PointsLine[] => [{ terminal: 'T', boot: 'b', ranges }];
  expect(
    totalOf(
      [...truth, acked],
      received,
      points([
        [1, 2],
        [5, 10],
      ]),
    ),
  ).toMatchObject({ lostPoints: 0, ackedReadings: 10 });
  expect(
    totalOf(
      [...truth, acked],
      received,
      points([
        [1, 2],
        [5, 8],
      ]),
    ),
  ).toMatchObject({ lostPoints: 2 });
  expect(totalOf([...truth, acked], received, [{ terminal: 'T', boot: 'other', ranges: [[1, 10]] }])).toMatchObject({
    lostPoints: 8,
  });
});

test('a control is seen or not, and is left out of the sums', () => {
  const control = truth.map((line) => (line.truth === 'fault' ? { ...line, control: 'miss' as const } : line));
  const scored = score(control, received.slice(1), []);
  expect(scored.total).toMatchObject({ ...clean, expected: 0 });
  expect(scored.controls.map(({ seen }) => seen)).toEqual([true]);
  expect(score(control, received, []).controls.map(({ seen }) => seen)).toEqual([false]);
});
