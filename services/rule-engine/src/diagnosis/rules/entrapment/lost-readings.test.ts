import { describe, expect, test } from 'vitest';
import { boards, inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

const found = (story: Story, until: number) => inShort(ofRule(told(story, until), 'entrapment'));

/** Boards, runs, and stands at floor 3 from second 0. */
const arrives = (line = new Story()): Story =>
  boards(line, -40)
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

describe('what a line lost, by what it did not lose', () => {
  test('a car that leaves the zone again runs, though the end of its last run never came', () => {
    const story = boards(new Story(), -100)
      .state(-90, { carStatus: 'running', doorZone: false })
      .state(-81, { doorZone: true })
      .trip(-80, { levellingErrorMm: 1 })
      .state(-76, { carDoorStatus: 'opened' })
      .state(-70, { carDoorStatus: 'closed' })
      .state(-69, { carStatus: 'running' })
      .state(-68, { doorZone: false })
      .state(-20, { doorZone: true })
      .state(-19, { carStatus: 'stopped', floor: '9' })
      .state(-15, { carDoorStatus: 'opened' });
    expect(found(story, 60).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('negative control: one that stops between floors after it', () => {
    const story = boards(new Story(), -100)
      .state(-90, { carStatus: 'running', doorZone: false })
      .state(-81, { doorZone: true })
      .trip(-80, { levellingErrorMm: 1 })
      .state(-76, { carDoorStatus: 'opened' })
      .state(-70, { carDoorStatus: 'closed' })
      .state(-69, { carStatus: 'running' })
      .state(-68, { doorZone: false })
      .state(0, { carStatus: 'stopped' });
    expect(found(story, 60)).toContain('X02 updated alarm @30');
  });

  /** Perhaps somebody is in it; that it ran home is told by the zone and the trip alone. */
  const homeUnseen = (o: { seen: boolean }): Story => {
    const story = boards(new Story(), 0).state(12, { passengerPresent: false }).state(25, { doorZone: false });
    if (o.seen) story.state(28, { passengerPresent: true });
    return story
      .state(35, { doorZone: true })
      .state(36, { floor: '3' })
      .trip(36, { levellingErrorMm: 1, durationMs: 12_000 })
      .alive(50, 900);
  };
  test('who was perhaps in a car that has moved since is not in it, though the run itself was not told of', () => {
    expect(found(homeUnseen({ seen: false }), 900).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('negative control: seen on the way', () => {
    expect(found(homeUnseen({ seen: true }), 900)).toContain('X01 updated alarm @126');
  });

  test('seen until a run had begun that only its trip tells of: they are in it', () => {
    const story = boards(new Story(), 0)
      .state(10, { passengerPresent: false })
      .trip(12, { levellingErrorMm: 1, durationMs: 11_000 });
    expect(found(story.alive(50, 300), 300)).toContain('X01 updated alarm @102');
  });
  test('seen as the car left the zone, lost to the sensor soon after: they are in it, whatever its status says', () => {
    const story = boards(new Story(), 0).state(5, { doorZone: false }).state(12, { passengerPresent: false });
    expect(found(story.alive(50, 100), 100)).toContain('X02 updated alarm @35');
  });

  /** A short run, and then the state that the door was fully open never came. */
  const nextFloor = (fullyOpened: boolean): Story =>
    boards(new Story(), -9)
      .state(-9, { carStatus: 'running', doorZone: false })
      .state(-1, { carStatus: 'stopped', doorZone: true, floor: '2' })
      .state(0, { carDoorStatus: 'opening' })
      .state(4, { carDoorStatus: 'closing' })
      .state(6, { carDoorStatus: 'closed' })
      .door(6, { ...cycle, dwellMs: 1_000, closeTimeMs: 2_000, fullyOpened })
      .state(15, { passengerPresent: false });
  test('the door reading tells of an opening that came soon after the last one, at the floor before', () => {
    expect(found(nextFloor(true).alive(60, 600), 600)).toEqual([]);
  });
  test('negative control: it did not open fully', () => {
    expect(found(nextFloor(false).alive(60, 600), 600)).toContain('X01 updated alarm @89');
  });

  /** No door readings; `lost`: a number is missing while the door was not closed. */
  const withoutDoorReadings = (o: { lost: boolean; forS?: number }, line = new Story()): Story => {
    const { forS = 6 } = o;
    const story = arrives(line).state(1, { carDoorStatus: 'opening' }, { seq: 900 });
    const next = o.lost ? 902 : 901;
    return story
      .state(1 + forS - 2, { carDoorStatus: 'closing' }, { seq: next })
      .state(1 + forS, { carDoorStatus: 'closed' }, { seq: next + 1 })
      .state(20, { passengerPresent: false }, { seq: next + 2 });
  };
  const quiet = (story: Story): Story => {
    for (let at = 60; at <= 600; at += 50) story.state(at, {}, { seq: 1_000 + at });
    return story;
  };
  test.each([
    ['nothing was lost', { lost: false }],
    ['a number is missing: a door that jams half open looks the same', { lost: true }],
    ['it was back soon', { lost: true, forS: 3 }],
  ])('a door that was not told to be fully open has failed to open: %s', (_, o) => {
    expect(found(quiet(withoutDoorReadings(o)), 600)).toContain('X01 updated alarm @90');
  });

  /** That somebody boarded was lost; a heartbeat tells that somebody is there. */
  const boardsUnseen = (o: { lost: boolean; toldS?: number }): Story => {
    const { toldS = 120 } = o;
    const story = boards(new Story(), 0, false);
    const next = o.lost ? 5 : 4;
    story.state(toldS, { passengerPresent: true }, { seq: next });
    for (let i = 1; i <= 12; i++) story.state(toldS + i * 50, { passengerPresent: true }, { seq: next + i });
    return story;
  };
  test('who is seen by the next heartbeat may have boarded: the word that they did was lost', () => {
    expect(found(boardsUnseen({ lost: true }), 700).join()).toContain('alarm');
  });
  test.each([
    ['nothing was lost', { lost: false }],
    ['long after', { lost: true, toldS: 400 }],
  ])('negative control: %s', (_, o) => {
    expect(found(boardsUnseen(o), 1_000)).toEqual([]);
  });

  /** The zone of the last landing was lost: the car has left it, and stands between floors. */
  test('a zone that was outweighed by the last trip is believed on the next one', () => {
    const story = boards(new Story(), -100)
      .state(-90, { carStatus: 'running', doorZone: false })
      .state(-80, { carStatus: 'stopped', floor: '2' })
      .trip(-80, { levellingErrorMm: 1 })
      .state(-76, { carDoorStatus: 'opened' })
      .state(-70, { carDoorStatus: 'closed' })
      .state(-69, { carStatus: 'running' })
      .state(-68, { doorZone: false })
      .state(0, { carStatus: 'stopped' });
    expect(found(story.alive(20, 100), 100)).toContain('X02 updated alarm @30');
  });

  /** The word that the car runs is missing, or was never due, as the car leaves the zone with a person in it. */
  const runUntold = (lost: boolean, line = new Story(), first = 0): Story =>
    boards(line, -6).state(0, { doorZone: false }, { seq: first + (lost ? 6 : 4) });
  test.each([true, false])(
    'that a number is missing (%s) keeps nobody waiting: it may be of a gateway’s other lift',
    (lost) => {
      expect(found(runUntold(lost).state(45, {}, { seq: 7 }), 100)).toContain('X02 updated alarm @30');
    },
  );

  /** No trip readings; the word that the car came into the zone is missing, or was never due. */
  const zoneUntold = (o: { lost: boolean; openS?: number }, line = new Story(), first = 0): Story => {
    const next = first + (o.lost ? 7 : 5);
    const { openS = 3 } = o;
    return boards(line, -40)
      .state(-30, { carStatus: 'running', doorZone: false }, { seq: first + 4 })
      .state(0, { carStatus: 'stopped' }, { seq: next })
      .state(openS, { carDoorStatus: 'opened' }, { seq: next + 1 })
      .state(openS + 7, { carDoorStatus: 'closed' }, { seq: next + 2 })
      .state(openS + 17, { passengerPresent: false }, { seq: next + 3 })
      .state(70, {}, { seq: next + 4 });
  };
  test.each([
    ['nothing is missing', { lost: false }],
    ['a number is missing: a door that is forced open soon after the stop looks the same', { lost: true }],
    ['long after the stop it was forced', { lost: true, openS: 16 }],
  ])('a door that is fully open between floors lets nobody out: %s', (_, o) => {
    expect(found(zoneUntold(o), 120)).toContain('X02 updated alarm @30');
  });

  test('nor is it when it is said again that the car is out of the zone', () => {
    const story = boards(new Story(), -100)
      .state(-90, { carStatus: 'running', doorZone: false })
      .state(-80, { carStatus: 'stopped', floor: '2' })
      .trip(-80, { levellingErrorMm: 1 })
      .state(-76, { carDoorStatus: 'opened' })
      .state(-70, { carDoorStatus: 'closed' })
      .state(-60, { doorZone: false });
    expect(found(story.alive(-10, 100), 100)).toContain('X02 updated alarm @-30');
  });

  /** The door closes at 0 on a person; 160 s later the terminal says that nobody is seen, and since when is not known if `lost`. */
  const fallUnseen = (o: { lost: boolean }, line = new Story()): Story => {
    const story = boards(line, 0).state(5, { passengerPresent: true }, { seq: 900 });
    const next = o.lost ? 902 : 901;
    for (let i = 0; i < 3; i++) story.state(40 + 50 * i, {}, { seq: next + i });
    story.state(160, { passengerPresent: false }, { seq: next + 3 });
    for (let at = 200; at <= 600; at += 50) story.state(at, {}, { seq: 1_000 + at });
    return story;
  };
  test.each([true, false])('the time with a person counts in full, a number missing (%s) or not', (lost) => {
    expect(found(fallUnseen({ lost }), 600)).toContain('X01 updated alarm @298');
  });

  /** Its numbers came one by one for long: one that is missing was lost. Or every fiftieth was missing all along. */
  const line = (last: number, o: { odd?: boolean } = {}): Story => {
    const story = new Story();
    for (let seq = 0; seq < last; seq++)
      if (o.odd !== true || seq % 50 !== 7) story.state(-5_000 + 5 * seq, {}, { seq });
    for (let i = 0; i < last; i++) story.skip();
    return story;
  };
  const calls = (story: Story, until: number): string[] => found(story, until).filter((one) => one.includes('alarm'));
  const lateWords = (story: Story): Story =>
    story
      .state(45, { doorZone: true }, { seq: 907 })
      .state(46, { carStatus: 'stopped', floor: '9' }, { seq: 908 })
      .state(49, { carDoorStatus: 'opened' }, { seq: 909 });
  describe('on a line that is known to number one by one', () => {
    test('the word that the car runs was lost: it runs until it is told to stand', () => {
      expect(calls(lateWords(runUntold(true, line(900), 900)), 200)).toEqual([]);
    });
    test('at the latest after the longest run it stands', () => {
      const story = runUntold(true, line(900), 900).state(60, {}, { seq: 907 }).state(100, {}, { seq: 908 });
      expect(calls(story.state(160, {}, { seq: 909 }), 200)).toContain('X02 updated alarm @150');
    });
    test('the word of the zone was lost: a door that opens soon after the stop opened at a landing', () => {
      expect(calls(zoneUntold({ lost: true }, line(900), 900), 120)).toEqual([]);
    });
    test('the word that the door was open was lost, and it had the time: nobody knows who is in the car', () => {
      expect(calls(quiet(withoutDoorReadings({ lost: true }, line(890))), 600)).toEqual([]);
    });
    test('the word that nobody is seen was lost: the time with a person does not count in full', () => {
      expect(calls(fallUnseen({ lost: true }, line(890)), 600)).toEqual([]);
    });
    test.each([
      ['nothing is missing', {}, false],
      ['numbers are missing all along', { odd: true }, true],
    ])('negative control: %s', (_, how, lost) => {
      const from = line(900, how);
      expect(calls(runUntold(lost, from, 900).state(45, {}, { seq: 907 }), 100)).toContain('X02 updated alarm @30');
      const again = line(900, how);
      expect(calls(zoneUntold({ lost }, again, 900), 120)).toContain('X02 updated alarm @30');
      expect(calls(quiet(withoutDoorReadings({ lost }, line(890, how))), 600)).toContain('X01 updated alarm @90');
      expect(calls(fallUnseen({ lost }, line(890, how)), 600)).toContain('X01 updated alarm @298');
    });
  });

  /** The same numbers count what the terminal sends of other lifts: this one gets every third. */
  test('a terminal that numbers for several lifts has lost nothing', () => {
    const story = boards(new Story(), -60);
    for (let i = 0; i < 12; i++) story.state(-50 + i, {}, { seq: 10 + 3 * i });
    story
      .state(-30, { carStatus: 'running', doorZone: false }, { seq: 60 })
      .state(0, { carStatus: 'stopped' }, { seq: 63 })
      .state(3, { carDoorStatus: 'opened' }, { seq: 66 })
      .state(10, { carDoorStatus: 'closed' }, { seq: 69 });
    expect(found(story.state(40, {}, { seq: 72 }), 60)).toContain('X02 updated alarm @30');
  });
});
