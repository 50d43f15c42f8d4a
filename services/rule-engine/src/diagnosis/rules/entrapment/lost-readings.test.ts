import { describe, expect, test } from 'vitest';
import { boards, inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

const found = (story: Story, until: number) => inShort(ofRule(told(story, until), 'entrapment'));

/** Boards, runs, and stands at floor 3 from second 0. */
const arrives = (): Story =>
  boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped', doorZone: true, floor: '3' });
const cycle = { floor: '3', openTimeMs: 2_500, closeTimeMs: 3_000, dwellMs: 3_000, fullyOpened: true, reopens: 0 };

describe('a line that loses readings', () => {
  /** The state that the door was fully open never came. */
  const opensUnseen = (): Story =>
    arrives()
      .state(1, { carDoorStatus: 'opening' })
      .state(7, { carDoorStatus: 'closing' })
      .state(10, { carDoorStatus: 'closed' });
  test('the door reading tells of the opening: people could leave', () => {
    expect(found(opensUnseen().door(10, cycle).state(22, { passengerPresent: false }).alive(60, 600), 600)).toEqual([]);
  });
  test('negative control: a cycle that did not open fully', () => {
    expect(
      found(
        opensUnseen()
          .door(10, { ...cycle, fullyOpened: false })
          .alive(60, 300),
        300,
      ),
    ).toContain('X01 updated alarm @90');
  });
  test('an alarm that stands ends with the opening that the door reading tells of', () => {
    const story = arrives()
      .alive(20, 180)
      .state(200, { carDoorStatus: 'opening' })
      .state(210, { carDoorStatus: 'closed' });
    expect(found(story.door(210, cycle), 260).at(-1)).toBe('X01 cleared released @210');
  });
  test('between floors a forced door that closes again lets nobody out', () => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' });
    expect(
      found(
        story.state(5, { carDoorStatus: 'limited-opened' }).state(12, { carDoorStatus: 'closed' }).door(12, cycle),
        60,
      ),
    ).toContain('X02 updated alarm @30');
  });

  /** That the car left the zone is the last that is known of the zone: its return never came. */
  const zoneUnseen = (levellingErrorMm: number | null | undefined): Story => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running' })
      .state(-29, { doorZone: false })
      .state(0, { carStatus: 'stopped', floor: '3' });
    if (levellingErrorMm !== undefined) story.trip(0, { levellingErrorMm });
    return story
      .state(3, { carDoorStatus: 'opened' })
      .state(9, { carDoorStatus: 'closed' })
      .state(20, { passengerPresent: false })
      .alive(60, 300);
  };
  test('a trip that ended with a measured step stands at a landing', () => {
    expect(found(zoneUnseen(3), 300)).toEqual([]);
  });
  test('and so does one whose door then opens fully, measured or not', () => {
    expect(found(zoneUnseen(null), 300)).toEqual([]);
  });
  test('negative control: without the trip the door stands open between floors', () => {
    expect(found(zoneUnseen(undefined), 300)).toContain('X02 updated alarm @30');
  });

  /** That the car runs was lost: it stands, as far as is known, outside the zone, and the floor it shows goes on changing. */
  const runUnseen = (floors: boolean): Story => {
    const story = boards(new Story(), -40).state(0, { doorZone: false });
    for (let at = 2; floors && at <= 40; at += 2) story.state(at, { floor: String(at) });
    return story
      .state(41, { doorZone: true })
      .state(43, { carDoorStatus: 'opened' })
      .state(50, { carDoorStatus: 'closed' })
      .state(60, { passengerPresent: false })
      .alive(80, 300);
  };
  test('a car whose floor goes on changing moves', () => {
    expect(found(runUnseen(true), 300).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('negative control: one whose floor does not change stands', () => {
    expect(found(runUnseen(false), 300)).toContain('X02 updated alarm @30');
  });

  test('a door that opens fully at a landing ends a run whose end never came', () => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(-1, { doorZone: true })
      .state(3, { carDoorStatus: 'opened' })
      .state(9, { carDoorStatus: 'closed' })
      .state(20, { passengerPresent: false })
      .state(60, { carStatus: 'stopped' });
    expect(found(story.alive(100, 600), 600)).toEqual([]);
  });
});

describe('a person sensor that says nobody', () => {
  /** The door opens fully so often, and nobody is ever seen; then the car stops between floors. */
  const unseen = (openings: number): Story => {
    const story = new Story().state(-2_000, {
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      passengerPresent: false,
      serviceMode: 'normal',
    });
    for (let i = 0; i < openings; i++)
      story.state(-1_900 + i * 60, { carDoorStatus: 'opened' }).state(-1_890 + i * 60, { carDoorStatus: 'closed' });
    return story
      .alive(-1_000, -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' })
      .alive(20, 200);
  };
  test('for twelve openings in a row is dead: who is in the car is unknown', () => {
    const findings = ofRule(told(unseen(12), 200), 'entrapment');
    expect(inShort(findings)).toEqual(['X02 raised alarm @60']);
    expect(findings[0]?.occupancy).toBe('unknown');
  });
  test('for a few openings: the car is empty', () => {
    expect(found(unseen(6), 200)).toEqual([]);
  });
  test('and sees somebody once is alive again', () => {
    const story = unseen(12).state(-1_150, { passengerPresent: true }).state(-1_140, { passengerPresent: false });
    expect(found(story, 200)).toEqual([]);
  });
});

describe('a person who was perhaps there and is seen again', () => {
  /** The door closes at second 0 on a person who is lost to the sensor at second 12 and seen again at `againS`. */
  const seenAgain = (againS: number): Story =>
    boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(againS, { passengerPresent: true })
      .state(againS + 12, { passengerPresent: false })
      .state(againS + 100, { carStatus: 'running', doorZone: false })
      .state(againS + 110, { carStatus: 'stopped', doorZone: true, floor: '3' })
      .alive(againS + 150, againS + 600);
  test('within two minutes is a person', () => {
    expect(found(seenAgain(60), 900)).toContain('X01 updated alarm @260');
  });
  /** Taken for a person as the door closed, nobody seen for minutes; then the car runs home. */
  const runsHome = (seenAtS: number, forS = 12): Story => {
    const story = boards(new Story(), 0)
      .state(40, { passengerPresent: false })
      .alive(80, 290)
      .state(300, { carStatus: 'running', doorZone: false })
      .state(310, { carStatus: 'stopped', doorZone: true, floor: '3' });
    for (let at = 330; at <= 1_200; at += 50) story.state(at, {});
    return story.state(seenAtS, { passengerPresent: true }).state(seenAtS + forS, { passengerPresent: false });
  };
  test.each([1_000, 305])('nobody seen for minutes before a run, nor for long since (%i s): it ran home', (seenAtS) => {
    expect(found(runsHome(seenAtS), 1_300).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('negative control: seen on the way and on, or soon after', () => {
    expect(found(runsHome(305, 600), 1_300).join()).toContain('alarm @400');
    expect(found(runsHome(450), 1_300).join()).toMatch(/alarm @4/);
  });
  test('long after is not', () => {
    expect(found(seenAgain(300), 1_200)).toEqual([]);
  });
});
