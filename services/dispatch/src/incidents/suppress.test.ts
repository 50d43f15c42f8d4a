import { expect, test } from 'vitest';
import { aFinding, s } from '../../test/support/a-finding.ts';
import { openParent } from './open.ts';
import { suppressUnder } from './suppress.ts';

const why = { atMs: s(1), reason: 'network-open' };
const silent = (liftId: string) =>
  aFinding({ liftId, code: 'X19', incidentKind: 'terminal', priority: 'P4', occupancy: 'unknown' });
const parent = openParent(silent('L0'), {
  ...{ kind: 'network', scope: 'network/N1', reason: 'five-terminals-silent', nowMs: s(1) },
  hash: (text) => text,
});
const listOf = (...lifts: readonly string[]) =>
  lifts.reduce((incident, liftId) => suppressUnder(incident, silent(liftId), why), parent);
const names = (incident: typeof parent): readonly string[] => incident.suppressed.map(({ liftId }) => liftId);

test('a finding is listed once, at its newest place', () => {
  expect(names(listOf('L1', 'L2', 'L3'))).toEqual(['L1', 'L2', 'L3']);
  expect(names(listOf('L1', 'L2', 'L1', 'L3'))).toEqual(['L2', 'L1', 'L3']);
});

test('a decision that was not kept leaves no trace: the same list grows again as if it had not been', () => {
  const before = listOf('L1', 'L2');
  expect(names(suppressUnder(before, silent('L3'), why))).toEqual(['L1', 'L2', 'L3']);
  expect(names(suppressUnder(before, silent('L3'), why))).toEqual(['L1', 'L2', 'L3']);
  expect(names(suppressUnder(before, silent('L4'), why))).toEqual(['L1', 'L2', 'L4']);
  expect(names(before)).toEqual(['L1', 'L2']);
});
