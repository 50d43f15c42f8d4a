import type { Incident } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { aFinding, s } from '../../../test/support/a-finding.ts';
import { foldFinding } from '../fold.ts';
import { openForLift } from '../open.ts';
import type { Acted, Action } from './action.ts';
import { perform } from './perform.ts';

const opened = (stage: 'suspected' | 'alarm' = 'alarm'): Incident =>
  openForLift(aFinding({ stage }), {
    kind: 'entrapment',
    nowMs: s(0),
    reason: 'entrapment',
    suspects: false,
    hash: (t) => t,
  });
const by = (id: string, level: 1 | 2 | 3 = 1) => ({ id, level });
const after = (acted: Acted): Incident => {
  expect(acted.done).toBe(true);
  return acted.incident!;
};
const walk = (incident: Incident, ...steps: readonly (readonly [Action, number])[]): Incident =>
  steps.reduce((i, [action, atS]) => after(perform(i, action, { by: by('crew-1'), atMs: s(atS) })), incident);

test('the whole way: taken on, on the way, there, freed, cause filed, closed; every step says who and when', () => {
  const closed = walk(
    opened(),
    [{ is: 'acknowledge' }, 60],
    [{ is: 'eta', etaMinutes: 8 }, 70],
    [{ is: 'arrive' }, 500],
    [{ is: 'release' }, 700],
    [{ is: 'close', causeCode: 'door-system', note: 'sill cleaned', force: false }, 900],
  );
  expect(closed).toMatchObject({
    state: 'closed',
    causeCode: 'door-system',
    note: 'sill cleaned',
    outcome: 'released',
  });
  expect(closed.timeline.slice(1).map((t) => [t.what, t.who, (t.atMs - s(0)) / 1_000])).toEqual([
    ['alarm->acknowledged', 'crew-1', 60],
    ['acknowledged->en-route', 'crew-1', 70],
    ['en-route->arrived', 'crew-1', 500],
    ['arrived->freed', 'crew-1', 700],
    ['freed->cause-filed', 'crew-1', 900],
    ['cause-filed->closed', 'crew-1', 900],
  ]);
  expect(closed.response).toMatchObject({ etaAtMs: s(70 + 480), arrivedAtMs: s(500), arrivedInTime: true });
});

test.each([
  { is: 'acknowledge' },
  { is: 'refuse', reason: 'too far' },
  { is: 'eta', etaMinutes: 8 },
  { is: 'arrive' },
  { is: 'release' },
  { is: 'confirm' },
] as const)('%j said twice is said once', (action) => {
  const once = perform(opened(), action, { by: by('crew-1'), atMs: s(10) });
  const twice = perform(after(once), action, { by: by('crew-1'), atMs: s(12) });
  expect(twice).toEqual({ done: true, incident: after(once) });
});

test('a second who acknowledges does not get it: he is told who has it, and the timeline says that he tried', () => {
  const mine = walk(opened(), [{ is: 'acknowledge' }, 10]);
  const second = perform(mine, { is: 'acknowledge' }, { by: by('station-1', 2), atMs: s(20) });
  expect(second).toMatchObject({ done: false, reason: 'owned-by-crew-1' });
  expect(second.incident?.response?.owner).toEqual({ id: 'crew-1', level: 1, sinceMs: s(10) });
  expect(second.incident?.timeline.at(-1)).toMatchObject({ what: 'acknowledged-late', who: 'station-1' });
});

test('only once the clock of arrival has called a higher level may that level take it over', () => {
  const mine = walk(opened(), [{ is: 'acknowledge' }, 10]);
  const called: Incident = { ...mine, response: { ...mine.response!, level: 2, takeOverFromLevel: 2 } };
  expect(perform(called, { is: 'acknowledge' }, { by: by('crew-2'), atMs: s(20) }).done).toBe(false);
  const taken = after(perform(called, { is: 'acknowledge' }, { by: by('station-1', 2), atMs: s(20) }));
  expect(taken.response?.owner?.id).toBe('station-1');
  expect(perform(taken, { is: 'acknowledge' }, { by: by('station-2', 2), atMs: s(30) }).done).toBe(false);
});

test('the owner who refuses gives it up; another then owns it', () => {
  const refused = walk(opened(), [{ is: 'acknowledge' }, 10], [{ is: 'refuse', reason: 'flat tyre' }, 30]);
  expect(refused).toMatchObject({
    state: 'dispatched',
    response: { refusals: [{ by: 'crew-1', reason: 'flat tyre' }] },
  });
  expect(refused.response?.owner).toBeUndefined();
  expect(after(perform(refused, { is: 'acknowledge' }, { by: by('crew-2'), atMs: s(40) })).response?.owner?.id).toBe(
    'crew-2',
  );
});

test.each([
  [1_800, true],
  [1_800.9, true],
  [1_801, false],
])('golden 10: arrival %d s after the alarm is in time: %s', (atS, isInTime) => {
  expect(walk(opened(), [{ is: 'arrive' }, atS]).response?.arrivedInTime).toBe(isInTime);
});

test('taken on while suspected: it is acknowledged as soon as it is an alarm', () => {
  const early = walk(opened('suspected'), [{ is: 'acknowledge' }, 5]);
  expect(early.state).toBe('suspected');
  const alarm = foldFinding(early, aFinding({ revision: 2, change: 'updated', atS: 10 }), {
    atMs: s(10),
    reason: 'line-of-a-member',
    weight: 'full',
  });
  expect(alarm).toMatchObject({ state: 'acknowledged', alarmAtMs: s(10), response: { owner: { id: 'crew-1' } } });
});

test('a person ended it: the same finding said again does not begin it anew, one that is worse does', () => {
  const freed = walk(opened(), [{ is: 'release' }, 60]);
  const line = (priority: 'P0' | 'P1') =>
    foldFinding(freed, aFinding({ revision: 2, change: 'updated', atS: 70, priority }), {
      atMs: s(70),
      reason: 'line-of-a-member',
      weight: 'full',
    });
  expect(line('P1').state).toBe('freed');
  expect(line('P0')).toMatchObject({ state: 'alarm', episode: 2 });
});

test('rejected is closed as a misreport; what has ended otherwise cannot be rejected, what lasts cannot be closed', () => {
  const rejected = walk(opened(), [{ is: 'reject', note: 'nobody inside' }, 60]);
  expect(rejected).toMatchObject({ state: 'closed', outcome: 'rejected', causeCode: 'false-report' });
  const freed = walk(opened(), [{ is: 'release' }, 60]);
  expect(perform(freed, { is: 'reject' }, { by: by('op'), atMs: s(70) })).toMatchObject({ done: false });
  expect(perform(opened(), { is: 'close', force: false }, { by: by('op'), atMs: s(70) })).toEqual({
    done: false,
    reason: 'still-alarm',
  });
});
