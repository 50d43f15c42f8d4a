import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boards, feed, found, Story, weave } from '../test-language/timeline.ts';
import { createPartition } from './partition.ts';
import { newSignals, plainSignals } from './signal-memory.ts';

/** What the lift's signals say after the story, and since which second. */
const after = (story: Story, until: number): Record<string, unknown> => {
  const partition = createPartition(0);
  feed(partition, weave([story], { until }));
  const signals = plainSignals(partition.lifts.get('L1')?.signals ?? newSignals());
  return Object.fromEntries(Object.entries(signals).map(([name, signal]) => [name, signal?.v]));
};
const stands = (): Story => new Story().state(0, { carStatus: 'stopped', doorZone: true, floor: '1' });

test('what no later state tells of counts although later ones came first', () => {
  const story = stands().state(10, { carStatus: 'running' }).state(11, { doorZone: false }, { so: 9.5 });
  expect(after(story, 12)).toMatchObject({ carStatus: 'running', doorZone: false });
});
test('what a later state tells of stays, also where it only says what held already', () => {
  const changed = stands().state(10, { floor: '3' }).state(11, { floor: '2', doorZone: false }, { so: 9.5 });
  expect(after(changed, 12)).toMatchObject({ floor: '3', doorZone: false });
  const same = stands().state(10, { floor: '1' }).state(11, { floor: '2' }, { so: 9.5 });
  expect(after(same, 12)).toMatchObject({ floor: '1' });
});
test('another terminal has told of it since: it stays', () => {
  const both = new Story('L1', 'T2').state(9.8, { doorZone: false });
  const story = stands().state(10, { carStatus: 'running' }).state(11, { doorZone: true }, { so: 9.5 });
  const partition = createPartition(0);
  feed(partition, weave([story, both], { until: 12 }));
  expect(plainSignals(partition.lifts.get('L1')?.signals ?? newSignals()).doorZone?.v).toBe(false);
});
test('older than every state that is remembered, or late: it changes nothing', () => {
  const only = new Story().state(10, { carStatus: 'running' }).state(11, { doorZone: false }, { so: 9.5 });
  expect(after(only, 12)).toEqual({ carStatus: 'running' });
  const many = stands();
  for (let i = 0; i < 9; i++) many.state(10 + i, { carStatus: i % 2 ? 'running' : 'stopped' });
  expect(after(many.state(20, { doorZone: false }, { so: 9.5 }), 21)).toMatchObject({ doorZone: true });
  const late = stands().state(10, { carStatus: 'running' }).state(72, { doorZone: false }, { so: 9.5 });
  expect(after(late, 73)).toMatchObject({ doorZone: true });
});
describe('held up on the way for more than a minute', () => {
  /** The word that it stands has the number 5, and comes 75 s later; heartbeats went on. */
  const heldUp = (by: { seq?: number }, between: object = {}): Story => {
    const story = stands().state(10, { carStatus: 'running' }, { seq: 3 }).state(11, { doorZone: false }, { seq: 4 });
    for (let i = 0; i < 7; i++) story.state(30 + i * 10, i === 2 ? between : {}, { seq: 6 + i });
    return story.state(95, { carStatus: 'stopped' }, { so: 20, sent: 95, ...by });
  };
  test('a number that was missing: what no later state tells of counts', () => {
    expect(after(heldUp({ seq: 5 }), 96)).toMatchObject({ carStatus: 'stopped', doorZone: false });
  });
  test('what a later state tells of stays', () => {
    expect(after(heldUp({ seq: 5 }, { carStatus: 'running' }), 96)).toMatchObject({ carStatus: 'running' });
  });
  test('a number of its own, or none: an old word said again, which changes nothing', () => {
    expect(after(heldUp({ seq: 20 }), 96)).toMatchObject({ carStatus: 'running' });
  });
  test('a stand between floors that is learnt of so is an entrapment, with its age', () => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running' })
      .state(-29, { doorZone: false })
      .skip()
      .alive(10, 70, 10)
      .state(75, { carStatus: 'stopped' }, { so: 0, sent: 75, seq: 6 })
      .alive(80, 120, 10);
    expect(found('entrapment', story, 120)).toEqual(['X02 raised alarm @30']);
  });
  test('the newest are remembered, whatever order they came in', () => {
    const story = stands().state(100, { doorZone: true }, { seq: 40 });
    for (let i = 0; i < 12; i++)
      story.state(101 + i / 10, { floor: String(i) }, { so: 10 + i, sent: 101 + i / 10, seq: 3 + i });
    story.state(103, { doorZone: false }, { so: 30, sent: 103, seq: 20 });
    expect(after(story, 104)).toMatchObject({ doorZone: true, floor: '11' });
  });
});

test('a clock that was set begins anew: times before and after do not compare', () => {
  const set = stands()
    .state(10, { carStatus: 'running' }, { boot: 'b2', clockS: 3_600 })
    .state(11, { doorZone: false }, { boot: 'b2', clockS: 3_600, so: 9.5 });
  expect(after(set, 12)).toMatchObject({ doorZone: true, carStatus: 'running' });
});

const change = fc.oneof(
  fc.record({ carStatus: fc.constantFrom('stopped', 'running') }),
  fc.record({ doorZone: fc.boolean() }),
  fc.record({ floor: fc.constantFrom('1', '2', '3'), doorZone: fc.boolean() }),
  fc.record({ carDoorStatus: fc.constantFrom('opened', 'closing', 'closed') }),
);

test('whatever order eight states come in, the lift is in the end as if each had come in its own', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(change, fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 40 }), (all) => {
      const [inTurn, mixed] = [stands(), stands()];
      const order = all
        .map(([body, by], i) => ({ body, at: 10 + i, place: i + by }))
        .toSorted((a, b) => a.place - b.place || a.at - b.at);
      // No more than seven come before one that is older than they.
      for (const [i, one] of all.entries()) inTurn.state(10 + i, one[0] as object);
      for (const [i, { body, at }] of order.entries()) mixed.state(60 + i / 100, body as object, { so: at });
      expect(after(mixed, 62)).toEqual(after(inTurn, 62));
    }),
    { numRuns: 300 },
  );
});
