import { expect, test } from 'vitest';
import { judges } from '../judges.ts';
import type { LiftState } from '../kernel/lift-state.ts';
import { createPartition, newOutput, type Partition } from '../kernel/partition.ts';
import type { Rule } from '../kernel/rule.ts';
import { restoreLift, snapshotLift } from '../kernel/snapshot.ts';
import { boards, feed, inShort, ofRule, Story, weave } from '../test-language/timeline.ts';
import { rules } from './index.ts';

/** Runs since -30; the end of a lock-out came before its begin, and a safety circuit has been broken since 5. */
const story = (): Story =>
  boards(new Story(), -40, false)
    .state(-30, { carStatus: 'running', doorZone: false, direction: 'up', floor: '1' })
    .code(2, '08', { eventId: 'e8', phase: 'cleared' })
    .code(3, '06', { eventId: 'e6', phase: 'cleared' })
    .code(5, '01', { eventId: 'e1' })
    .state(6, { carStatus: 'stopped', doorZone: true });

const lifts = (partition: Partition): LiftState => {
  const lift = partition.lifts.get('L1');
  if (!lift) throw new Error('no lift');
  return lift;
};

/** The partition at second 8, as it comes back out of a snapshot of an older version of one rule. */
const upgraded = (told: Story, name: string, age: (data: Record<string, unknown>) => void): Partition => {
  const before = createPartition(0);
  feed(before, weave([told], { until: 8 }));
  const state = lifts(before).rules[name];
  if (!state) throw new Error(`${name} remembers nothing`);
  age(state.data as Record<string, unknown>);
  state.version = '0';
  const after = createPartition(0);
  restoreLift(after, snapshotLift(lifts(before), judges), 0);
  return after;
};
const goOn = (partition: Partition, told: Story, until: number) => {
  const out = newOutput();
  feed(
    partition,
    weave([told], { until }).filter((one) => one.receivedAtMs > 1_800_000_008_000),
    out,
  );
  expect(out.failures).toEqual([]);
  return out.findings;
};

test('an older memory of codes is taken over: the begin whose end came before it still ends at once', () => {
  const told = story().code(10, '08', { eventId: 'e8' });
  const after = upgraded(told, 'lock-out', () => undefined);
  expect(lifts(after).rules['lock-out']).toMatchObject({ version: '1', data: { endedEarly: ['e8'] } });
  expect(inShort(ofRule(goOn(after, told, 20), 'lock-out'))).toEqual([
    '08 raised alarm @10',
    '08 cleared released @10.001',
  ]);
});
test('what else it remembered begins anew, and a field of another shape is left behind', () => {
  const told = story().code(10, '06', { eventId: 'e6' });
  const after = upgraded(told, 'run-time-limit', (data) => {
    delete data['progressMs'];
    Object.assign(data, { ran: 'E', runMs: 'long ago' });
  });
  expect(lifts(after).rules['run-time-limit']?.data).toEqual({
    endedEarly: ['e6'],
    endAtOnce: [],
    ran: [],
    runMs: 0,
    floor: '',
    positionM: null,
    progressMs: 0,
  });
  goOn(after, told, 20);
});
test('what it had reported stays open under its id', () => {
  const told = story().alive(10, 60);
  const before = createPartition(0);
  const raised = feed(before, weave([told], { until: 8 })).findings.find(({ code }) => code === '01');
  const after = upgraded(told, 'safety-circuit', () => undefined);
  expect(lifts(after).rules['safety-circuit']?.slots).toMatchObject([{ code: '01', findingId: raised?.findingId }]);
});

const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return 'list';
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, one]) => `${name} ${String(shapeOf(one))}`).join(', ');
};
const shapes = (of: readonly Rule[]): string =>
  of.map((rule) => `${rule.name}@${rule.version}: ${String(shapeOf(rule.initial())) || 'nothing'}\n`).join('');

/**
 * The memory of every rule, by its version: who changes what a rule remembers finds its line here, and with it that the
 * version has to rise and what an older memory becomes.
 */
test('a memory changes its shape with its version', async () => {
  await expect(shapes(rules)).toMatchFileSnapshot('./memory-shapes.txt');
});
