import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { skippedListing, sumCounts } from './test-results.ts';

test('the counts of all runs are added up', () => {
  const dir = mkdtempSync(join(tmpdir(), 'liftwatch-counts-'));
  writeFileSync(join(dir, '1.json'), JSON.stringify({ passed: 3, failed: 0, skipped: 1, failures: [], unsteady: [] }));
  writeFileSync(
    join(dir, '2.json'),
    JSON.stringify({ passed: 4, failed: 2, skipped: 0, failures: ['a: no', 'b: no'], unsteady: ['c: once'] }),
  );
  expect(sumCounts(dir)).toEqual({
    passed: 7,
    failed: 2,
    skipped: 1,
    failures: ['a: no', 'b: no'],
    unsteady: ['c: once'],
  });
  rmSync(dir, { recursive: true });
});

test('no runs count nothing, and no skips need no list', () => {
  expect(sumCounts(join(tmpdir(), 'liftwatch-no-such-folder'))).toEqual({
    passed: 0,
    failed: 0,
    skipped: 0,
    failures: [],
    unsteady: [],
  });
  expect(skippedListing([])).toBe('');
});
