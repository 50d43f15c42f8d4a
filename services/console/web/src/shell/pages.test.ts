import { expect, test } from 'vitest';
import { isFor, pagesFor, seesWhole } from './pages.ts';

const offered = (role: Parameters<typeof pagesFor>[0]) => pagesFor(role).map(({ name }) => name);

test('a firm is offered its rota, and neither the policy nor the audit that it may not read', () => {
  expect(offered('firm')).toEqual(['duty', 'fleet', 'warnings', 'people', 'guide']);
  expect(seesWhole('firm')).toBe(false);
});

test('a manager is offered his lifts; an auditor, and who sits at the machine, everything', () => {
  expect(offered('manager')).toEqual(['duty', 'fleet', 'guide']);
  expect(offered('auditor')).toEqual(offered(undefined));
  expect([seesWhole('auditor'), seesWhole(undefined)]).toEqual([true, true]);
});

test.each([
  ['firm', ['/rules', '/people/policy', '/people/checks', '/audit', '/terminals']],
  ['manager', ['/warnings', '/rules', '/people', '/people/policy', '/people/checks', '/audit', '/terminals']],
  ['regulator', ['/people', '/people/checks', '/audit', '/terminals']],
  ['operator', []],
  ['auditor', []],
  [undefined, []],
] as const)('what is not for a %s, by its address: %j', (role, not) => {
  const all = [...pagesFor(undefined).map(({ to }) => to), '/people/policy', '/people/checks'];
  expect(all.filter((at) => !isFor(role, at)).toSorted()).toEqual([...not].toSorted());
  for (const at of ['/incidents/i', '/lifts/L1', '/ended', '/no-such-page']) expect(isFor(role, at)).toBe(true);
});
