import { expect, test } from 'vitest';
import { aFinding, s } from '../support/a-finding.ts';
import { openPipeline } from '../support/open-pipeline.ts';

const offline = (n: number) =>
  aFinding({
    liftId: `L${n}`,
    code: 'X19',
    incidentKind: 'terminal',
    atS: n,
    priority: 'P4',
    occupancy: 'unknown',
    lift: { siteId: `S${n}` },
  });
const forty = Array.from({ length: 40 }, (_, n) => n + 1);

test('golden 13: network outage of 40 terminals -> parent incident, no 40 tickets; a lift occupied and moving keeps its own entrapment', async () => {
  const p = await openPipeline();
  await p.find(
    ...forty.map(offline),
    aFinding({ liftId: 'L7', code: 'X02', stage: 'suspected', atS: 61, lift: { siteId: 'S7' } }),
  );
  await p.advanceTo(s(200));
  await p.find(
    aFinding({ liftId: 'L7', code: 'X02', revision: 2, change: 'updated', atS: 301, lift: { siteId: 'S7' } }),
  );
  await p.advanceTo(s(900));
  expect(
    p
      .all()
      .map((i) => i.kind)
      .sort(),
  ).toEqual(['entrapment', 'network']);
  expect(new Set(p.ofKind('network')[0]?.suppressed.map((c) => c.liftId)).size).toBe(40);
  expect(p.ofKind('entrapment')[0]).toMatchObject({ liftId: 'L7', state: 'alarm' });
  expect(p.told()).toEqual([
    'alarm:operator',
    'alarm:firm',
    'suspected:firm',
    'alarm:firm',
    'alarm:platform',
    'alarm:manager',
  ]);
});

test('golden 13: the parent resolves with the last terminal, not before', async () => {
  const p = await openPipeline();
  await p.find(...forty.map(offline));
  const back = (n: number) =>
    aFinding({
      ...offline(n),
      revision: 2,
      change: 'cleared',
      stage: 'released',
      at: s(500 + n),
      receivedAtMs: s(500 + n),
    });
  await p.find(...forty.slice(1).map(back));
  expect(p.ofKind('network')[0]?.state).toBe('alarm');
  await p.find(back(1));
  expect(p.ofKind('network')[0]?.state).toBe('resolved');
});

test('golden 13, control: four silent terminals are four tickets, shown and not sent', async () => {
  const p = await openPipeline();
  await p.find(...forty.slice(0, 4).map(offline));
  await p.advanceTo(s(200));
  expect(p.ofKind('terminal')).toHaveLength(4);
  expect(p.deliveries).toEqual([]);
});
