import { expect, test } from 'vitest';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const later = (revision: number, atS: number, parts: Parameters<typeof aFinding>[0] = {}) =>
  aFinding({ revision, change: 'updated', atS, ...parts });
const cleared = (
  revision: number,
  atS: number,
  stage: 'released' | 'withdrawn' | 'rejected' | 'history',
  parts: Parameters<typeof aFinding>[0] = {},
) => aFinding({ revision, change: 'cleared', stage, atS, ...parts });

test('suspected tells the firm only; the alarm firm, platform and manager; release follows to all of them', async () => {
  const p = await openPipeline();
  await p.find(aFinding({ stage: 'suspected' }));
  expect(p.told()).toEqual(['suspected:firm']);
  await p.find(
    later(2, 10),
    later(3, 20, { confirmation: 'confirmed' }),
    cleared(4, 300, 'released', { selfReleased: true }),
  );
  expect(p.told().slice(1)).toEqual([
    'alarm:firm',
    'alarm:platform',
    'alarm:manager',
    'confirmed:platform',
    'released:firm',
    'released:platform',
    'released:manager',
  ]);
  const [incident] = p.all();
  expect(incident).toMatchObject({ state: 'freed', outcome: 'released', confirmation: 'confirmed' });
  const [first] = p.deliveries.filter((d) => d.role === 'platform');
  expect(
    p.deliveries
      .filter((d) => d.role === 'platform')
      .slice(1)
      .map((d) => d.refersTo?.deliveryId),
  ).toEqual([first?.deliveryId, first?.deliveryId]);
});

test('withdrawn goes to the firm that heard the suspicion, and to nobody else', async () => {
  const p = await openPipeline();
  await p.find(aFinding({ stage: 'suspected' }), cleared(2, 30, 'withdrawn'));
  expect(p.told()).toEqual(['suspected:firm', 'withdrawn:firm']);
});

test('rejected is told as rejected', async () => {
  const p = await openPipeline();
  await p.find(aFinding(), cleared(2, 30, 'rejected', { confirmation: 'rejected' }));
  expect(p.told().slice(3)).toEqual(['rejected:firm', 'rejected:platform', 'rejected:manager']);
  expect(p.all()[0]).toMatchObject({ state: 'resolved', outcome: 'rejected' });
});

test('a history finding is kept, never sent', async () => {
  const p = await openPipeline();
  await p.find(cleared(1, 0, 'history', { code: '04', ageMs: 540_000 }));
  expect(p.all().map((i) => i.state)).toEqual(['history']);
  expect(p.deliveries).toEqual([]);
});

test('golden 7: duplicate fault ids, out-of-order recover-before-raise -> one incident', async () => {
  const p = await openPipeline();
  await p.find(cleared(2, 30, 'released'), aFinding(), aFinding(), cleared(2, 30, 'released'));
  expect(p.all()).toHaveLength(1);
  expect(p.deliveries).toEqual([]);
});

test('golden 11: 25 bounces of the door lock are one incident and one message', async () => {
  const p = await openPipeline();
  const bounce = { code: 'X08', priority: 'P3', occupancy: 'empty' } as const;
  await p.find(
    aFinding(bounce),
    ...Array.from({ length: 24 }, (_, n) => later(n + 2, n * 20, { ...bounce, onsetAtMs: s(0) })),
  );
  await p.find(aFinding({ code: '01', atS: 10, priority: 'P2', occupancy: 'empty' }));
  expect(p.all().map((i) => i.kind)).toEqual(['fault/X08']);
  expect(p.told()).toEqual(['alarm:firm', 'updated:firm']);
});

test('01 within 30 s of X08 joins fault/X08 whichever came first; at 31 s it is its own', async () => {
  const quiet = { priority: 'P2', occupancy: 'empty' } as const;
  const after = await openPipeline();
  await after.find(aFinding({ code: 'X08', ...quiet }), aFinding({ code: '01', atS: 30, ...quiet }));
  expect(after.all().map((i) => i.kind)).toEqual(['fault/X08']);
  const before = await openPipeline();
  await before.find(aFinding({ code: '01', ...quiet }), aFinding({ code: 'X08', atS: 30, ...quiet }));
  expect(before.ofKind('fault/01')[0]).toMatchObject({ state: 'resolved', outcome: 'merged' });
  // A further line of what was merged settles the root; the ended incident does not begin anew.
  await before.find(later(2, 40, { code: '01', ...quiet, change: 'updated' }));
  expect(before.ofKind('fault/01')[0]?.state).toBe('resolved');
  expect(
    before
      .ofKind('fault/X08')[0]
      ?.members.map((m) => m.code)
      .sort(),
  ).toEqual(['01', 'X08']);
  const far = await openPipeline();
  await far.find(aFinding({ code: 'X08', ...quiet }), aFinding({ code: '01', atS: 31, ...quiet }));
  expect(far.all().map((i) => i.kind)).toEqual(['fault/X08', 'fault/01']);
});

test('a dangerous movement with people joins the open entrapment and raises it; without one it is its own', async () => {
  const move = { code: '05', incidentKind: 'dangerous-movement', priority: 'P0', atS: 40 } as const;
  const joined = await openPipeline();
  await joined.find(aFinding(), aFinding(move));
  expect(joined.all()).toHaveLength(1);
  expect(joined.all()[0]).toMatchObject({ kind: 'entrapment', priority: 'P0' });
  expect(joined.told().slice(3)).toEqual(['updated:firm', 'updated:platform', 'updated:manager']);
  const alone = await openPipeline();
  await alone.find(aFinding({ ...move, occupancy: 'empty' }));
  expect(alone.told()).toEqual(['alarm:firm', 'alarm:manager']);
  expect(alone.deliveries.every((d) => d.content.takeOutOfUse)).toBe(true);
});

test('an unregistered lift goes to the operator as well, also in place of whoever is missing', async () => {
  const p = await openPipeline();
  await p.pipeline
    .apply({ position: 1, finding: { ...aFinding(), lift: { registered: false } } })
    .then((c) => p.deliveries.push(...c.deliveries));
  expect(p.told().sort()).toEqual(['alarm:operator', 'alarm:platform']);
});

test.each([
  ['P1', 'unknown', ['alarm:firm', 'alarm:manager']],
  ['P2', 'empty', ['alarm:firm']],
  ['P3', 'empty', ['alarm:firm']],
  ['P4', 'empty', []],
  ['P0', 'occupied', ['alarm:firm', 'alarm:platform', 'alarm:manager']],
] as const)('a fault of %s, car %s, is told to %j', async (priority, occupancy, expected) => {
  const p = await openPipeline();
  await p.find(aFinding({ code: '06', priority, occupancy }));
  expect(p.told()).toEqual(expected);
});

test('an entrapment that begins anew before anybody closed it alarms again in the same incident', async () => {
  const p = await openPipeline();
  await p.find(aFinding(), cleared(2, 60, 'released'), aFinding({ findingId: 'finding-second', atS: 120 }));
  expect(p.all()).toHaveLength(1);
  expect(p.all()[0]).toMatchObject({ state: 'alarm', episode: 2 });
  expect(p.told().slice(6)).toEqual(['alarm:firm', 'alarm:platform', 'alarm:manager']);
  expect(p.deliveries.at(-1)?.refersTo).toBeUndefined();
});

test('a person closes: not while it lasts unless forced, and then whoever was told is told', async () => {
  const p = await openPipeline();
  await p.find(aFinding());
  const order = { incidentId: p.all()[0]!.incidentId, by: 'op-1', nowMs: s(60) };
  const close = (force: boolean) => ({ ...order, action: { is: 'close', note: 'handled', force } as const });
  await expect(p.act(close(false))).rejects.toMatchObject({ code: 'LIFT_DISPATCH_STILL_LASTS' });
  await p.act(close(true));
  expect(p.all()[0]).toMatchObject({ state: 'closed', closedBy: 'op-1' });
  expect(p.told().slice(3)).toEqual(['released:firm', 'released:platform', 'released:manager']);
  await p.find(later(2, 90));
  expect(p.all()).toHaveLength(1);
});

test('severity goes down inside the incident without a message', async () => {
  const p = await openPipeline();
  await p.find(aFinding({ priority: 'P0' }), later(2, 20, { priority: 'P1' }));
  expect(p.all()[0]?.timeline.map((t) => t.what)).toContain('severity-down');
  expect(p.deliveries).toHaveLength(3);
});

test('a restart goes on where the last commit left: same position, same open incidents, nothing told twice', async () => {
  const p = await openPipeline();
  await p.find(aFinding());
  const { openDispatchPipeline } = await import('../src/index.ts');
  const again = await openDispatchPipeline({ database: p.database });
  expect(again.position).toBe(1);
  expect(await again.apply({ position: 1, finding: aFinding() })).toEqual({ incidents: [], deliveries: [] });
  const release = await again.apply({ position: 2, finding: cleared(2, 60, 'released') });
  expect(release.deliveries.map((d) => `${d.notice}:${d.role}`)).toEqual([
    'released:firm',
    'released:platform',
    'released:manager',
  ]);
});

test('wear never becomes an incident or a message', async () => {
  const p = await openPipeline();
  const warning: NonNullable<ReturnType<typeof aFinding>['warning']> = {
    component: 'door',
    cause: 'door-operator-wear',
    level: 'act',
    severity: 'yellow',
    risk: 0.2,
    horizon: null,
    drivers: [
      {
        feature: 'door-close-time',
        unit: 'ms',
        context: 'all',
        baseline: 2_800,
        now: 3_700,
        limit: 3_640,
        limitSource: 'liftwatch default [D]',
        strength: 3,
        sinceMs: s(0),
      },
    ],
    checks: [],
    neverBudgeted: false,
    componentScore: 40,
    settings: 'abcd',
  };
  await p.find(aFinding({ code: 'W01', priority: 'P3', warning }));
  expect(p.all()).toEqual([]);
  expect(p.deliveries).toEqual([]);
  await p.find(aFinding({ code: 'X09', priority: 'P3' }));
  expect(p.all()).toHaveLength(1);
});

test('one role of several without anybody behind it: the operator is told in its place', async () => {
  const p = await openPipeline(undefined, {
    recipientsOf: (role) => (role === 'platform' ? [] : [{ recipientId: role, role, channel: 'log' }]),
  });
  await p.find(aFinding());
  expect(p.told().toSorted()).toEqual(['alarm:firm', 'alarm:manager', 'alarm:operator']);
  expect(
    p
      .all()[0]!
      .timeline.filter(({ what }) => what === 'nobody-registered')
      .map(({ reason }) => reason),
  ).toEqual(['no-platform']);
});
