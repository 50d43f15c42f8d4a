import { expect, test } from 'vitest';
import { pagesFor, seesWhole } from './pages.ts';

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
