import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, stands, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until: number) => found('offline', story, until);

test.each([
  ['silent: offline at 5 min, a ticket at 30', stands(), 2_000, ['X19 raised alarm @260', 'X19 updated alarm @1760']],
  ['heard again', stands().state(400, {}), 500, ['X19 raised alarm @260', 'X19 cleared released @400']],
  ['a heartbeat in time', stands().alive(0, 900, 170), 900, []],
])('%s', (_what, story, until, lines) => expect(of(story, until)).toEqual(lines));

test('fires exactly when nothing is heard for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 600 }), (s) => {
      expect(of(stands().state(-40 + s + 0.5, {}), 590).some((line) => line === 'X19 raised alarm @260')).toBe(
        s >= 300,
      );
    }),
    { numRuns: 30 },
  );
});
