import { expect, test } from 'vitest';
import { aFinding, s } from '../support/a-finding.ts';
import { openPipeline } from '../support/open-pipeline.ts';

const power = (n: number, occupied: boolean) =>
  aFinding({
    liftId: `L${n}`,
    code: '41',
    atS: n * 3,
    priority: occupied ? 'P1' : 'P3',
    occupancy: occupied ? 'occupied' : 'empty',
  });
const trapped = (n: number) => aFinding({ liftId: `L${n}`, code: 'X02', atS: 60 + n * 3 });
const back = (n: number) =>
  aFinding({
    ...power(n, n <= 2),
    revision: 2,
    change: 'cleared',
    stage: 'released',
    at: s(400),
    receivedAtMs: s(400),
  });

test('golden 4: power loss on 6 lifts of one site in 20 s, 2 with persons -> 1 site incident + 2 entrapments, 4 suppressed', async () => {
  const p = await openPipeline();
  await p.find(...[1, 2, 3, 4, 5, 6].map((n) => power(n, n <= 2)), trapped(1), trapped(2));
  await p.advanceTo(s(600));
  expect(
    p
      .all()
      .map((i) => i.kind)
      .sort(),
  ).toEqual(['entrapment', 'entrapment', 'site-power']);
  const [site] = p.ofKind('site-power');
  expect(site?.suppressed.map((c) => c.liftId).sort()).toEqual(['L3', 'L4', 'L5', 'L6']);
  expect(site?.suppressed.every((c) => c.reason.length > 0)).toBe(true);
  expect(p.deliveries.filter((d) => d.incidentId === site?.incidentId).map((d) => d.role)).toEqual([
    'operator',
    'firm',
  ]);
  for (const entrapment of p.ofKind('entrapment')) {
    expect(entrapment.state).toBe('alarm');
    const own = p.deliveries.filter((d) => d.incidentId === entrapment.incidentId).map((d) => `${d.notice}:${d.role}`);
    expect(own).toEqual(['suspected:firm', 'alarm:firm', 'alarm:platform', 'alarm:manager']);
  }
  await p.find(back(3), back(4), back(5), back(6));
  expect(p.ofKind('site-power')[0]?.state).toBe('resolved');
});

test('golden 4, control: one lift without power is an incident of its own, after the group wait', async () => {
  const p = await openPipeline();
  await p.find(power(3, false));
  expect(p.all()).toEqual([]);
  await p.advanceTo(s(9 + 59));
  expect(p.all()).toEqual([]);
  await p.advanceTo(s(9 + 60));
  expect(p.all().map((i) => i.kind)).toEqual(['fault/41']);
  expect(p.told()).toEqual(['alarm:firm']);
});

test('golden 4: people in danger are never delayed, whatever they are grouped with', async () => {
  const p = await openPipeline();
  await p.find(power(1, true));
  expect(p.ofKind('entrapment')[0]?.state).toBe('suspected');
  expect(p.told()).toEqual(['suspected:firm']);
});

test('golden 4: power that returns during the group wait leaves a withdrawn trace and tells nobody', async () => {
  const p = await openPipeline();
  await p.find(
    power(3, false),
    aFinding({ ...power(3, false), revision: 2, change: 'cleared', stage: 'released', at: s(20), receivedAtMs: s(20) }),
  );
  await p.advanceTo(s(600));
  expect(p.all().map((i) => i.state)).toEqual(['history']);
  expect(p.deliveries).toEqual([]);
});
