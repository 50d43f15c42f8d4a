import { expect, test } from 'vitest';
import { mayAskEngine } from './engine-paths.ts';

const rows = { firmIds: ['F1'], siteIds: [], districtIds: [] };
const mine = (liftId: string): boolean => liftId === 'L1';

test.each([
  'api/v1/rules',
  'api/v1/lifts/L1',
  'api/v1/lifts/L1/health',
  'api/v1/lifts/%4C1/warnings',
  'api/v1/findings?liftId=L1&limit=5',
])('a lift of one’s own: %s', (path) => expect(mayAskEngine(path, { rows }, mine)).toBe(true));

test.each([
  'api/v1/lifts',
  'api/v1/lifts?limit=1',
  'api/v1/lifts/',
  'api/v1/lifts/L2',
  'api/v1/lifts/L1/../L2',
  'api/v1/lifts/L1%2f..%2fL2',
  'api/v1/lifts/%',
  'api/v1/lifts/L1/secret',
  'api/v1/findings',
  'api/v1/findings?liftId=L2',
  'api/v1/findings?liftId=L1&liftId=L2',
  'api/v1/findings?liftId=',
  'api/v1/shadow',
  'metrics',
])('not one’s own: %s; who sees all may', (path) => {
  expect(mayAskEngine(path, { rows }, mine)).toBe(false);
  expect(mayAskEngine(path, { rows: null }, mine)).toBe(true);
});
