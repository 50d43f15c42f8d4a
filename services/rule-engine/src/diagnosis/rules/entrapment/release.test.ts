import { expect, test } from 'vitest';
import type { Finding } from '@liftwatch/schemas';
import { BASE_MS, boards, inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

const RELEASED_MS = BASE_MS + 300_000;
const isAfter = (f: Finding): boolean => f.at > RELEASED_MS;

/** Boards, runs, is stuck between floors from second 0; an operator says at second 300 that everybody is out. */
const freed = (): Story =>
  boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped' })
    .alive(10, 290)
    .context(300, { type: 'operator-decision', decision: 'released' });

test('a person has let them out: the car that still hangs there is a fault of an empty lift, not of people in it', () => {
  const findings = told(freed().alive(310, 900), 900);
  expect(inShort(ofRule(findings, 'entrapment')).at(-1)).toBe('X02 cleared released @300');
  const stop = ofRule(findings, 'stop-off-level').filter((f) => f.change !== 'cleared');
  expect(stop.map((f) => [f.change, f.occupancy, f.priority])).toEqual([['raised', 'empty', 'P2']]);
});

test('the sensor that still sees the rescuers is no new entrapment', () => {
  const story = freed()
    .state(320, { passengerPresent: false })
    .state(330, { passengerPresent: true })
    .alive(340, 1_500);
  expect(ofRule(told(story, 1_500), 'entrapment').filter(isAfter)).toEqual([]);
});

test('whoever is seen in the car as it runs on and stops again is found at once: it has hung there long enough', () => {
  const story = freed().state(400, { carStatus: 'running' }).state(420, { carStatus: 'stopped' }).alive(430, 700);
  expect(inShort(ofRule(told(story, 700), 'entrapment').filter(isAfter))).toContain('X02 raised alarm @420');
});

test('a press of the button after it is an alarm as ever', () => {
  expect(ofRule(told(freed().button(400), 410), 'entrapment').filter(isAfter)).toHaveLength(1);
});

test('a release of another finding says nothing of the people', () => {
  const stuck = boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped' });
  const id = ofRule(told(stuck, 60), 'stop-off-level')[0]?.findingId;
  const story = stuck.alive(10, 290);
  if (id !== undefined) story.context(20, { type: 'operator-decision', decision: 'released', findingId: id });
  expect(ofRule(told(story, 400), 'entrapment').at(-1)).toMatchObject({ stage: 'alarm', occupancy: 'occupied' });
});
