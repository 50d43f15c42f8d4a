import type { Finding } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { feed, boards, ofRule, Story, told, weave } from '../../test-language/timeline.ts';
import { createPartition, newOutput } from '../../kernel/partition.ts';
import { restoreLift, snapshotLift } from '../../kernel/snapshot.ts';
import { judges } from '../../judges.ts';

/** Stuck between floors from second 0, called at 30; a person says at 40 that it is false. */
const rejected = (): Story =>
  boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped' })
    .alive(10, 30)
    .context(40, { type: 'operator-decision', decision: 'rejected' });
const AFTER_MS = 1_800_000_040_000;
/** Whom it would wake: what is raised after the person's word, or made more urgent. */
const urgent = (findings: readonly Finding[]): string[] =>
  findings
    .filter((f) => f.receivedAtMs > AFTER_MS && f.stage === 'alarm' && (f.priority === 'P1' || f.priority === 'P0'))
    .map((f) => `${f.code} @${(f.at - 1_800_000_000_000) / 1_000}`);
const urgentIn = (story: Story, until = 900): string[] => urgent(told(story, until));

test('the stop that goes on is a fault of a lift in which nobody is stuck', () => {
  const found = told(rejected().alive(45, 900), 900);
  expect(urgent(found)).toEqual([]);
  expect(ofRule(found, 'stop-off-level')).toMatchObject([{ code: '04', priority: 'P2', occupancy: 'empty' }]);
});
test.each(['01', '04', '06', '07', '08'])('a code %s of the same stand calls nobody a second time', (code) => {
  expect(urgentIn(rejected().alive(45, 900).code(100, code))).toEqual([]);
});
test('silence is no evidence', () => {
  expect(urgentIn(rejected().alive(45, 60))).toEqual([]);
});
test('the button is', () => {
  expect(urgentIn(rejected().alive(45, 900).button(200, 4_000))).toEqual(['90 @200']);
});
test('a code of the terminal that people are shut in is', () => {
  expect(urgentIn(rejected().alive(45, 900).code(200, '11', { dialect: 'regulator' }))).toEqual(['X02 @200']);
});
test('mains that fail are: row 5, counted from then on', () => {
  const found = urgentIn(rejected().alive(45, 900).state(200, { powerStatus: 'lost' }));
  expect(found).toEqual(['41 @201', 'X02 @260']);
});
test('a car that has come to a landing and does not open is: row 4, counted from then on', () => {
  expect(urgentIn(rejected().alive(45, 900).state(200, { doorZone: true }))).toEqual(['X01 @290']);
});
test('a car that runs on and stops between floors once more is', () => {
  const story = rejected().alive(45, 900).state(200, { carStatus: 'running' }).state(230, { carStatus: 'stopped' });
  expect(urgentIn(story)[0]).toMatch(/^X02 @2[3-6]/);
});
test('what was rejected stays so while something new runs, and after that has passed', () => {
  const story = rejected().alive(45, 900).state(200, { powerStatus: 'lost' }).state(230, { powerStatus: 'normal' });
  expect(urgentIn(story)).toEqual(['41 @201']);
});
test('the door that then fails is new to a car that was judged to stand closed at a landing', () => {
  const shut = boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped', doorZone: true })
    .alive(10, 100)
    .context(110, { type: 'operator-decision', decision: 'rejected' })
    .alive(120, 900);
  const calls = (story: Story) => urgentIn(story).filter((line) => line.startsWith('X01'));
  expect(calls(shut)).toEqual(['X01 @90']);
  expect(calls(shut.code(300, '02'))).toEqual(['X01 @90', 'X01 @390']);
});
test('a snapshot of a version that did not keep what was judged: the present state counts as judged', () => {
  const story = rejected().alive(45, 900).state(100, { carTemperatureC: 25 });
  const half = weave([story], { until: 60 });
  const before = createPartition(0);
  feed(before, half);
  const lift = before.lifts.get('L1');
  if (!lift) throw new Error('no lift');
  const entrapment = lift.rules['entrapment'];
  if (!entrapment) throw new Error('no entrapment');
  delete (entrapment.data as { judged?: unknown }).judged;
  entrapment.version = '10';
  const after = createPartition(0);
  restoreLift(after, snapshotLift(lift, judges), 0);
  const out = newOutput();
  feed(after, weave([story], { until: 900 }).slice(half.length), out);
  expect(urgent(out.findings)).toEqual([]);
});
