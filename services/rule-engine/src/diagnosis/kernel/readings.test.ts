import { finding } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { BASE_MS, runs, told } from '../test-language/timeline.ts';

const YEARS_S = 40 * 365 * 86_400;

test('what a terminal whose clock is years ahead dates 0 is dated 1970, never before', () => {
  const story = runs()
    .clockAhead(YEARS_S)
    .alive(-20, -10, 5)
    .code(0, '05', { so: -BASE_MS / 1_000, clockS: 0, sent: YEARS_S });
  const found = told(story, 30).find((one) => one.code === '05');
  expect(found).toMatchObject({ onsetAtMs: 0, change: 'raised' });
  expect(finding.safeParse(found).error).toBeUndefined();
});
