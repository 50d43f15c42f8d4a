import type { Incident } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { byUrgency, laneOf, needsPerson } from './order.ts';

const incident = (name: string, more: Partial<Incident>): Incident =>
  ({ incidentId: name, kind: 'fault/04', state: 'alarm', priority: 'P2', openedAtMs: 1_000, ...more }) as Incident;

test('danger to life first, then people who are held, alarms before suspicions, the older before the newer', () => {
  const queue = [
    incident('newer', { openedAtMs: 5_000 }),
    incident('suspected', { priority: 'P1', state: 'suspected' }),
    incident('older', { openedAtMs: 2_000 }),
    incident('stopped with people', { priority: 'P1' }),
    incident('entrapment', { priority: 'P1', kind: 'entrapment', openedAtMs: 9_000 }),
    incident('moving with open doors', { priority: 'P0', openedAtMs: 9_999 }),
  ];
  expect(queue.sort(byUrgency).map((one) => one.incidentId)).toEqual([
    'moving with open doors',
    'entrapment',
    'stopped with people',
    'suspected',
    'older',
    'newer',
  ]);
});

test('the age counts from the alarm where there was one', () =>
  expect(
    [incident('b', { alarmAtMs: 9_000, openedAtMs: 1 }), incident('a', { openedAtMs: 8_000 })]
      .sort(byUrgency)
      .map((one) => one.incidentId),
  ).toEqual(['a', 'b']));

test('what has ended waits to be closed, whatever its priority', () => {
  expect(laneOf(incident('x', { state: 'resolved', priority: 'P0' }))).toBe('waiting');
  expect(laneOf(incident('x', { priority: 'P1' }))).toBe('people');
  expect(laneOf(incident('x', { priority: 'P3' }))).toBe('other');
});

test.each([
  ['an alarm', { state: 'alarm' }, true],
  ['a suspicion', { state: 'suspected' }, false],
  ['a notice', { priority: 'P4' }, false],
  ['what has ended', { state: 'resolved' }, false],
] as const)('%s needs a person: %o', (_, more, expected) => expect(needsPerson(incident('x', more))).toBe(expected));
