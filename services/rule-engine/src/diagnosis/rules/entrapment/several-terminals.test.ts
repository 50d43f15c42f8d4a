import { describe, expect, test } from 'vitest';
import { inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

/** One terminal tells of car and door, another of people. Somebody boards at -45 and has been riding since -20. */
const carOf = (): Story =>
  new Story('L1', 'T-car')
    .state(-120, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'opened' })
    .state(-27, { carDoorStatus: 'closed' })
    .state(-20, { carStatus: 'running' })
    .state(-19, { doorZone: false });
const peopleOf = (leaveS?: number): Story => {
  const story = new Story('L1', 'T-people')
    .state(-119, { passengerPresent: false })
    .state(-45, { passengerPresent: true });
  if (leaveS !== undefined) story.state(leaveS, { passengerPresent: false });
  return story.alive(-40, 480, 20);
};
const found = (car: Story, people: Story): string[] => inShort(ofRule(told([car, people], 480), 'entrapment'));

describe('the terminal of the car is lost in the middle of a ride, that of the people goes on', () => {
  test('row 10: it is lost contact with people aboard, counted from its last word', () => {
    const called = ['X02 raised suspected @41', 'X02 updated alarm @281'];
    expect(found(carOf().session(-10, 'disconnected'), peopleOf())).toEqual(called);
    expect(found(carOf(), peopleOf())).toEqual(called);
  });
  test('nobody is seen any more: they have left', () => {
    expect(found(carOf().session(-10, 'disconnected'), peopleOf(20))).toEqual([]);
  });
  test('it reports again: over', () => {
    const car = carOf()
      .session(-10, 'disconnected')
      .state(200, { carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened' });
    expect(found(car.alive(210, 470, 20), peopleOf())).toEqual([
      'X02 raised suspected @41',
      'X02 cleared withdrawn @200',
    ]);
  });
  test('it is quiet, but not lost: on a long ride there is nothing to tell', () => {
    const car = carOf().state(150, { carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened' });
    expect(found(car, peopleOf())).toEqual([]);
  });
  test('it stood at a landing with its door open: nobody is shut in', () => {
    const car = new Story('L1', 'T-car')
      .state(-120, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'opened' })
      .session(-10, 'disconnected');
    expect(found(car, peopleOf())).toEqual([]);
  });
});
