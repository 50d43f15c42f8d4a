import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 60) => found('lock-drop', story, until);
const locked = (story: Story) => story.state(-29, { landingDoorStatus: 'safety-locked' });
const running = () => locked(runs());
const standing = () => locked(stands());

test.each([
  ['drops while running', running().state(0, { landingDoorStatus: 'opening' }), ['X08 raised alarm @0']],
  [
    'the lock contact opens while running though the door stays closed',
    running().state(0, { landingDoorStatus: 'closed' }).state(1, { landingDoorStatus: 'safety-locked' }),
    ['X08 raised alarm @0'],
  ],
  ['a terminal that never tells of the lock contact', runs().state(0, { landingDoorStatus: 'closed' }), []],
  [
    'the lock is opened ahead of the door, at a landing',
    standing()
      .state(0, { landingDoorStatus: 'closed' })
      .state(0.5, { landingDoorStatus: 'opening', carDoorStatus: 'opening' }),
    [],
  ],
  [
    'opens with the car door at a landing',
    standing().state(0, { landingDoorStatus: 'opening' }).state(0.3, { carDoorStatus: 'opening' }),
    [],
  ],
  [
    'opens behind a closed car door',
    standing().state(0, { landingDoorStatus: 'opened' }).alive(5, 50),
    ['X08 raised alarm @10'],
  ],
  [
    'two bounces within door cycles',
    standing().door(0, { floor: '1', lockBounces: 1 }).door(30, { floor: '1', lockBounces: 1 }),
    ['X08 raised alarm @30'],
  ],
  ['one bounce', standing().door(0, { floor: '1', lockBounces: 1 }), []],
  [
    'a mechanic at work',
    running().state(-5, { serviceMode: 'inspection' }).state(0, { landingDoorStatus: 'opening' }),
    [],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('P1 while running, P3 otherwise; a drop while running raises what was P3', () => {
  expect(ofRule(told(running().state(0, { landingDoorStatus: 'opening' }), 2), 'lock-drop')[0]?.priority).toBe('P1');
  const story = standing()
    .door(0, { floor: '1', lockBounces: 3 })
    .state(5, { carStatus: 'running', doorZone: false })
    .state(9, { landingDoorStatus: 'opening' });
  expect(ofRule(told(story, 20), 'lock-drop').map((f) => f.priority)).toEqual(['P3', 'P1']);
});

test('however many drops within the window, they are one finding, ended by a quiet window', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 2, max: 60 }), (count, gapS) => {
      const story = running();
      for (let i = 0; i < count; i++)
        story
          .state(i * gapS, { landingDoorStatus: 'opening' })
          .state(i * gapS + 0.2, { landingDoorStatus: 'safety-locked' });
      const last = (count - 1) * gapS;
      expect(of(story.alive(10, last + 700), last + 700)).toEqual([
        'X08 raised alarm @0',
        `X08 cleared released @${last + 600}`,
      ]);
    }),
    { numRuns: 15 },
  );
});
