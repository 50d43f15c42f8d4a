import { expect, test } from 'vitest';
import { rehearse } from '../src/rehearse.ts';

test('a rehearsal goes the whole way: firm, platform and manager are told, and it ends', async () => {
  expect(await rehearse()).toBe(3);
  expect(await rehearse()).toBe(3);
});
