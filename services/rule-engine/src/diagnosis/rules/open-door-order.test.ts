import { expect, test } from 'vitest';
import { boards, found, Story } from '../test-language/timeline.ts';

const RULES = ['door-opened-while-running', 'run-with-open-door'] as const;
const of = (rule: (typeof RULES)[number], story: Story): string[] => found(rule, story, 60);

/** Rides; the stop at the landing and the opening after it, the stop `lateS` late. */
const opens = (lateS: number): Story =>
  boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false }, { seq: 4 })
    .state(3, { carDoorStatus: 'opened' }, { seq: 6 })
    .state(lateS, { carStatus: 'stopped', doorZone: true }, { so: 0, seq: 5 });

test('X07: the stop before the opening is missing: it is waited for, and then nothing has happened', () => {
  expect(of('door-opened-while-running', opens(9))).toEqual([]);
});
test('X07: the reading that is missing does not come: told all the same', () => {
  expect(of('door-opened-while-running', opens(30))).toContain('X07 raised alarm @13');
});
test('X07: a reading is missing, and the car stops after the door has opened: that is how it goes, told when it was waited for', () => {
  const story = boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false }, { seq: 4 })
    .state(3, { carDoorStatus: 'opening' }, { seq: 6 })
    .state(4, { carStatus: 'stopped' }, { seq: 7 });
  expect(of('door-opened-while-running', story)).toContain('X07 raised alarm @13');
});
test('X07: nothing is missing: at once', () => {
  const story = boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(3, { carDoorStatus: 'opened' });
  expect(of('door-opened-while-running', story)).toEqual(['X07 raised alarm @3']);
});
test('X06: the closing of the door before the run is missing: it is waited for', () => {
  const runs = (lateS: number): Story =>
    new Story()
      .state(-20, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened' }, { seq: 0 })
      .state(0, { carStatus: 'running', doorZone: false }, { seq: 2 })
      .state(lateS, { carDoorStatus: 'closed' }, { so: -3, seq: 1 })
      .alive(20, 60, 5);
  expect(of('run-with-open-door', runs(6))).toEqual([]);
  expect(of('run-with-open-door', runs(15))).toContain('X06 raised alarm @10');
});
