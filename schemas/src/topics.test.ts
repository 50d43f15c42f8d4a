import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liftIdPattern, readingKinds } from './readings/index.ts';
import { contextTopic, errorsTopic, liftNamedIn, parseTopic, presenceTopic, readingTopic } from './topics.ts';

const liftIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const level = fc.oneof(
  fc.constantFrom('lift', 'liftwatch', 'v1', 'v2', 'context', 'errors', '+', '#', '', '$SYS', ...readingKinds),
  liftIds,
  fc.string(),
);
/** Any levels, and levels that differ from ours in the lift id or the last one alone. */
const levels = fc.oneof(
  fc.array(level, { maxLength: 6 }),
  fc.tuple(fc.constant('lift'), fc.constant('v1'), level, fc.constantFrom('presence', 'errors', ...readingKinds)),
  fc.tuple(fc.constant('lift'), fc.constant('v1'), liftIds, level),
  fc.tuple(fc.constant('liftwatch'), fc.constant('v1'), fc.constant('context'), level),
);

describe('topics', () => {
  it('reads back every topic it writes', () => {
    fc.assert(
      fc.property(liftIds, fc.constantFrom(...readingKinds), (liftId, kind) => {
        expect(parseTopic(readingTopic(liftId, kind))).toEqual({ type: 'reading', liftId, kind });
        expect(parseTopic(presenceTopic(liftId))).toEqual({ type: 'presence', liftId });
        expect(parseTopic(errorsTopic(liftId))).toEqual({ type: 'errors', liftId });
        expect(parseTopic(contextTopic(liftId))).toEqual({ type: 'context', liftId });
      }),
    );
  });

  it('takes a topic for ours only when it would write the very same one', () => {
    fc.assert(
      fc.property(levels, (parts) => {
        const name = parts.join('/');
        const topic = parseTopic(name);
        if (topic.type === 'foreign') return;
        expect(topic.liftId).toMatch(liftIdPattern);
        const written = {
          reading: () => readingTopic(topic.liftId, topic.type === 'reading' ? topic.kind : 'state'),
          presence: () => presenceTopic(topic.liftId),
          errors: () => errorsTopic(topic.liftId),
          context: () => contextTopic(topic.liftId),
        }[topic.type]();
        expect(written).toBe(name);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    '',
    'lift',
    'lift/v1',
    'lift/v1/',
    'lift/v1//state',
    'lift/v1/a',
    'lift/v1/a/',
    'lift/v1/a/State',
    'lift/v1/a/state/',
    'lift/v1/a/b/state',
    '/lift/v1/a/state',
    'lift/v2/a/state',
    'lift/v1/+/state',
    'lift/v1/#',
    'lift/v1/a\u0000/state',
    'lift/v1/.a/state',
    'lift/v1/梯/state',
    'lift/v1/a/state\n',
    'lift/v1/a/__proto__',
    'lift/v1/a/readings',
    `lift/v1/${'a'.repeat(65)}/state`,
    'liftwatch/v1/context/',
    'liftwatch/v1/context/a/b',
  ])('%j is foreign', (name) => {
    expect(parseTopic(name)).toEqual({ type: 'foreign' });
  });
});

it.each([
  ['lift/v1/L-1/status', 'L-1'],
  ['lift/v2/L-1/state', 'L-1'],
  ['lift/v1/L-1', 'L-1'],
  ['lift/v1/+/state', undefined],
  ['lifts/v1/L-1/state', undefined],
  ['lift/v1', undefined],
])('%s seems to mean %s', (topic, liftId) => expect(liftNamedIn(topic)).toBe(liftId));
