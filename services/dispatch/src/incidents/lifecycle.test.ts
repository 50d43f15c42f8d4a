import { incidentStates } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { aFinding, s } from '../../test/support/a-finding.ts';
import { mayFollow, move, transitions } from './lifecycle.ts';
import { openForLift } from './open.ts';

const incident = openForLift(aFinding(), {
  kind: 'entrapment',
  nowMs: s(0),
  reason: 'entrapment',
  suspects: false,
  hash: (t) => t,
});

test.each(incidentStates.flatMap((from) => incidentStates.map((to) => [from, to] as const)))(
  '%s -> %s moves as the table says, and says why',
  (from, to) => {
    const moved = move({ ...incident, state: from }, to, { atMs: s(9), reason: 'tested' });
    expect(moved.moved).toBe((transitions[from] as readonly string[]).includes(to));
    expect(mayFollow(from, to)).toBe(moved.moved);
    if (moved.moved)
      expect(moved.incident.timeline.at(-1)).toMatchObject({ atMs: s(9), what: `${from}->${to}`, reason: 'tested' });
  },
);

test('nothing but a person closes, and final states are final', () => {
  for (const state of ['closed', 'withdrawn', 'history'] as const) expect(transitions[state]).toEqual([]);
});
