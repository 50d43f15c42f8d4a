import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, stands, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 200) => found('repeated-reopening', story, until);
const reopens = (count: number, gapS = 10): Story => {
  const story = stands().state(-30, { carDoorStatus: 'opened' });
  for (let i = 0; i < count; i++)
    story.state(i * gapS, { carDoorStatus: 'closing' }).state(i * gapS + 2, { carDoorStatus: 'opened' });
  return story;
};

test.each([
  ['three times in a minute, then quiet', reopens(3), ['X09 raised alarm @22', 'X09 cleared released @82']],
  ['twice is somebody who came late', reopens(2), []],
  ['three times, slowly', reopens(3, 40), []],
  [
    'counted by the door itself',
    stands().door(0, { floor: '1', reopens: 3 }),
    ['X09 raised alarm @0', 'X09 cleared released @60'],
  ],
])('%s', (_what, story, lines) => expect(of(story.alive(20, 190))).toEqual(lines));

test('one finding, from the third reopening on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
      const raised = of(reopens(count).alive(5, 250), 260).filter((line) => line.includes('raised'));
      expect(raised).toEqual(count >= 3 ? ['X09 raised alarm @22'] : []);
    }),
    { numRuns: 12 },
  );
});
