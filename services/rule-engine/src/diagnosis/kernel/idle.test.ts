import { expect, test } from 'vitest';
import { judges } from '../judges.ts';
import { feed, Story, weave } from '../test-language/timeline.ts';
import { idleStates, initialOf } from './idle.ts';
import { createPartition, newOutput } from './partition.ts';

const ordinary = (liftId: string): Story =>
  new Story(liftId, `T-${liftId}`)
    .state(0, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'closed' })
    .state(5, { carStatus: 'running', doorZone: false })
    .state(15, { carStatus: 'stopped', doorZone: true, floor: '3' });
const overheated = (liftId: string): Story => ordinary(liftId).state(20, { motorTemperatureC: 160 });

test('a rule that has nothing to remember of a lift keeps no state of it', () => {
  const partition = createPartition(0);
  feed(partition, weave([ordinary('L1')], { until: 30 }));
  const rules = partition.lifts.get('L1')?.rules ?? {};
  expect(rules['over-temperature']).toBeUndefined();
  expect(rules['run-time-limit']).toBeDefined();
});

test('what one lift makes a rule remember is told at no other', () => {
  const partition = createPartition(0);
  const out = newOutput();
  feed(partition, weave([overheated('L1'), ordinary('L2'), overheated('L3'), ordinary('L4')], { until: 900 }), out);
  const warm = out.findings.filter(({ rule }) => rule.name === 'over-temperature');
  expect(new Set(warm.map(({ liftId }) => liftId))).toEqual(new Set(['L1', 'L3']));
  const held = ['L1', 'L3'].map((liftId) => partition.lifts.get(liftId)?.rules['over-temperature']);
  expect(held.every((state) => state !== undefined)).toBe(true);
  expect(held[0]).not.toBe(held[1]);
  for (const [i, state] of idleStates(judges).entries())
    expect(state).toMatchObject({ data: initialOf(judges[i] as never), wakeAtMs: undefined, slots: [] });
});
