import { openIncidentStates, type Finding } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const shape = fc.record({
  lift: fc.constantFrom('L1', 'L2', 'L3'),
  code: fc.constantFrom('X02', '41', 'X19', '01', 'X08', '05'),
  onset: fc.integer({ min: 0, max: 2 }),
  revision: fc.integer({ min: 1, max: 4 }),
  stage: fc.constantFrom('suspected', 'alarm', 'withdrawn', 'released', 'rejected', 'history'),
  occupancy: fc.constantFrom('occupied', 'empty', 'unknown'),
  atS: fc.integer({ min: 0, max: 300 }),
});
const kindOf = (code: string): Finding['incidentKind'] =>
  code === 'X02' ? 'entrapment' : code === '05' ? 'dangerous-movement' : code === 'X19' ? 'terminal' : `fault/${code}`;
const past = (stage: string) => stage !== 'suspected' && stage !== 'alarm';

const finding = (x: typeof shape extends fc.Arbitrary<infer T> ? T : never): Finding =>
  aFinding({
    liftId: x.lift,
    code: x.code,
    findingId: `finding-${x.lift}-${x.code}-${x.onset}`,
    incidentKind: kindOf(x.code),
    revision: x.revision,
    stage: x.stage as Finding['stage'],
    change: past(x.stage) ? 'cleared' : x.revision === 1 ? 'raised' : 'updated',
    occupancy: x.occupancy as Finding['occupancy'],
    atS: x.atS,
  });

test('property: under any order of lines no two open incidents share (lift, kind), and a second reading changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { maxLength: 30 }), async (shapes) => {
      const p = await openPipeline();
      const findings = shapes.map(finding);
      await p.find(...findings);
      await p.advanceTo(s(1_000));
      const open = p
        .all()
        .filter((i) => openIncidentStates.includes(i.state))
        .map((i) => `${i.scope} ${i.kind}`);
      expect(new Set(open).size).toBe(open.length);
      const ids = p.deliveries.map((d) => d.deliveryId);
      expect(new Set(ids).size).toBe(ids.length);
      const count = p.deliveries.length;
      await p.find(...findings);
      expect(p.deliveries).toHaveLength(count);
      const people = findings.some((f) => f.incidentKind === 'entrapment' && f.stage === 'alarm' && f.revision === 1);
      if (people) expect(p.all().some((i) => i.kind === 'entrapment')).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('property: the same lines give the same ids', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { maxLength: 15 }), async (shapes) => {
      const [a, b] = [await openPipeline(), await openPipeline()];
      await a.find(...shapes.map(finding));
      await b.find(...shapes.map(finding));
      expect(b.all()).toEqual(a.all());
      expect(b.deliveries).toEqual(a.deliveries);
    }),
    { numRuns: 25 },
  );
});
