import { describe, expect, test } from 'vitest';
import { boards, inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

const found = (story: Story, until: number) => inShort(ofRule(told(story, until), 'entrapment'));

describe('a person sensor that says nobody', () => {
  /** The door opens fully so often, and nobody is ever seen; then the car stops between floors. */
  const unseen = (openings: number, then = (story: Story): Story => story): Story => {
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
    return then(story)
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
  /** Somebody boards, of whom the load cell alone knows, and rides; so often. Then the car stops between floors. */
  const weighed = (boardings: number, o: { percent?: number; seen?: boolean } = {}): Story => {
    const story = new Story().state(-2_000, {
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      passengerPresent: false,
      serviceMode: 'normal',
      loadPercent: 1,
    });
    for (let i = 0; i < boardings; i++) {
      const at = -1_900 + i * 120;
      story.state(at, { carDoorStatus: 'opened' });
      if (o.seen === true) story.state(at + 1, { passengerPresent: true });
      story.state(at + 5, { loadPercent: o.percent ?? 8 }).state(at + 8, { carDoorStatus: 'closed' });
      story.state(at + 10, { carStatus: 'running', doorZone: false });
      if (o.seen === true) story.state(at + 12, { passengerPresent: false });
      story.state(at + 30, { carStatus: 'stopped', doorZone: true, floor: `${i + 2}` });
      story.state(at + 32, { carDoorStatus: 'opened' }).state(at + 35, { loadPercent: 1 });
      story.state(at + 38, { carDoorStatus: 'closed' }).state(at + 50, { carStatus: 'running', doorZone: false });
      story.state(at + 60, { carStatus: 'stopped', doorZone: true });
    }
    return story
      .alive(-1_000, -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' })
      .alive(20, 200);
  };
  test('while the load cell twice saw somebody get in is dead', () => {
    const findings = ofRule(told(weighed(3), 200), 'entrapment');
    expect(inShort(findings)).toEqual(['X02 raised alarm @60']);
    expect(findings[0]?.occupancy).toBe('unknown');
  });
  test.each([
    ['once, after the first whose load before is not known', weighed(2)],
    ['by less than a child', weighed(4, { percent: 4 })],
    ['and it saw them too', weighed(4, { seen: true })],
  ])('negative control: %s', (_, story) => {
    expect(found(story, 200)).toEqual([]);
  });
  test('and sees somebody once is alive again', () => {
    const story = unseen(12, (before) =>
      before.state(-1_150, { passengerPresent: true }).state(-1_140, { passengerPresent: false }),
    );
    expect(found(story, 200)).toEqual([]);
  });
});

describe('a person sensor that sees somebody all the time', () => {
  /** Somebody gets in and stands for `standS` before the car runs on and opens; so often, and somebody is always seen. Then the door stays closed. */
  const standing = (times: number, o: { standS?: number; goneAfterS?: number; once?: boolean } = {}): Story => {
    const { standS = 80, goneAfterS, once = false } = o;
    const fromS = -35 - times * (standS + 40);
    const story = boards(new Story(), fromS);
    for (let i = 0, at = fromS; i < times; i++, at += standS + 40) {
      if (goneAfterS !== undefined && !(once && i > 0))
        story
          .state(at + goneAfterS, { passengerPresent: false })
          .state(at + goneAfterS + 2, { passengerPresent: true });
      story
        .state(at + standS, { carStatus: 'running', doorZone: false })
        .state(at + standS + 10, { carStatus: 'stopped', doorZone: true, floor: `${i + 2}` })
        .state(at + standS + 13, { carDoorStatus: 'opened' })
        .state(at + standS + 40, { carDoorStatus: 'closed' });
    }
    return story
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped', doorZone: true, floor: '20' })
      .alive(20, 400);
  };
  const alarms = (story: Story): string[] => found(story, 400).filter((line) => line.endsWith('alarm @90'));
  test.each([1, 2, 5])(
    'it may be an attendant: shut in after a ride, they are called for, however often they stood before (%i)',
    (times) => {
      expect(alarms(standing(times))).toEqual(['X01 updated alarm @90']);
      const between = standing(times).state(1, { doorZone: false });
      expect(found(between, 400).filter((line) => line.endsWith('alarm @31'))).toEqual(['X02 updated alarm @31']);
      const failed = closedAgain(standing(times)).code(430, '02');
      expect(found(failed, 900)).toContain('X01 updated alarm @510');
    },
  );
  /** The door has opened after the last ride, and is closed again at second 420: the car stands at the landing. */
  const closedAgain = (story: Story): Story =>
    story.state(50, { carDoorStatus: 'opened' }).state(420, { carDoorStatus: 'closed' }).alive(440, 1_200);
  const bySilence = (story: Story): string[] =>
    found(closedAgain(story), 1_200).filter((line) => line.endsWith('alarm @720'));
  test('where people stood twice in a closed car and then went on, another stand by itself calls nobody', () => {
    expect(bySilence(standing(2))).toEqual([]);
  });
  test.each([
    ['not for long', standing(6, { standS: 50 })],
    ['not all the time', standing(4, { goneAfterS: 31 })],
    ['nobody was seen in between', standing(2, { goneAfterS: 95, once: true })],
  ])('negative control: %s', (_, story) => {
    expect(bySilence(story)).toEqual(['X01 updated alarm @720']);
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
  test('within two minutes is a person, if seen again where the car has run to', () => {
    const story = seenAgain(60).state(240, { passengerPresent: true }).state(252, { passengerPresent: false });
    expect(found(story, 900)).toContain('X01 updated alarm @260');
  });
  test('once within two minutes, and not as the car runs on nor after: it ran home', () => {
    expect(found(seenAgain(60), 900).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('and once more on the way, but not after it: it ran home', () => {
    const story = boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(100, { passengerPresent: true })
      .state(112, { passengerPresent: false })
      .state(125, { carStatus: 'running', doorZone: false })
      .state(130, { passengerPresent: true })
      .state(135, { carStatus: 'stopped', doorZone: true, floor: '3' })
      .state(146, { passengerPresent: false });
    expect(found(story.alive(180, 900), 900).filter((line) => line.includes('alarm'))).toEqual([]);
  });
  test('as the car runs on is a person', () => {
    const story = seenAgain(60).state(158, { passengerPresent: true }).state(165, { passengerPresent: false });
    expect(found(story, 900)).toContain('X01 updated alarm @260');
  });
  test('and then as it runs is a person on the next run too', () => {
    const story = boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(60, { passengerPresent: true })
      .state(72, { passengerPresent: false })
      .state(100, { carStatus: 'running', doorZone: false })
      .state(103, { passengerPresent: true })
      .state(108, { passengerPresent: false })
      .state(110, { carStatus: 'stopped', doorZone: true, floor: '2' })
      .state(115, { carStatus: 'running', doorZone: false })
      .state(120, { carStatus: 'stopped', doorZone: true, floor: '3' });
    expect(found(story.alive(150, 600), 600)).toContain('X01 updated alarm @210');
  });
  test('between floors is a person, however long after the door closed', () => {
    const story = boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(300, { carStatus: 'running', doorZone: false })
      .state(310, { carStatus: 'stopped' })
      .state(400, { passengerPresent: true });
    expect(found(story, 500)).toContain('X02 raised alarm @400');
  });
  /** The car has run home without them; much later the sensor sees somebody in a closed car, and goes on to. */
  test('at a landing after the car ran home is the sensor: so are those whom it sees as the next get out', () => {
    const story = boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(300, { carStatus: 'running', doorZone: false })
      .state(310, { carStatus: 'stopped', doorZone: true, floor: '3' })
      .state(600, { passengerPresent: true })
      .state(700, { carDoorStatus: 'opened' })
      .state(710, { carDoorStatus: 'closed' });
    expect(found(story.alive(750, 1_500), 1_500)).toEqual([]);
  });
  test('negative control: it had fallen silent in between', () => {
    const story = boards(new Story(), 0)
      .state(12, { passengerPresent: false })
      .state(300, { carStatus: 'running', doorZone: false })
      .state(310, { carStatus: 'stopped', doorZone: true, floor: '3' })
      .state(600, { passengerPresent: true })
      .state(620, { passengerPresent: false })
      .state(700, { carDoorStatus: 'opened', passengerPresent: true })
      .state(710, { carDoorStatus: 'closed' });
    expect(found(story.alive(750, 1_500), 1_500)).toContain('X01 updated alarm @1010');
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

test('who rode here, could not get out, and stands so still that nobody is seen, is in the car on its next run too', () => {
  const rides = boards(new Story(), 20)
    .state(25, { carStatus: 'running', doorZone: false })
    .state(35, { carStatus: 'stopped', doorZone: true })
    .state(40, { passengerPresent: false })
    .state(80, { carStatus: 'running', doorZone: false })
    .state(90, { carStatus: 'stopped', doorZone: true });
  expect(found(rides.alive(100, 250, 50), 250)).toEqual(['X01 raised suspected @150', 'X01 updated alarm @180']);
});

test('an opening on the way lets them out, and what is seen of them then does not count for the next run', () => {
  const leaves = boards(new Story(), 20)
    .state(25, { carStatus: 'running', doorZone: false })
    .state(35, { carStatus: 'stopped', doorZone: true })
    .state(38, { carDoorStatus: 'opened' })
    .state(45, { passengerPresent: false })
    .state(48, { carDoorStatus: 'closed' })
    .state(80, { carStatus: 'running', doorZone: false })
    .state(90, { carStatus: 'stopped', doorZone: true });
  expect(found(leaves.alive(100, 350, 50), 350)).toEqual([]);
});
