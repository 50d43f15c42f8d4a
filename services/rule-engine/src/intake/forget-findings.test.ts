import { openSqliteFindingLog } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { told, runs } from '../diagnosis/test-language/timeline.ts';
import { forgetFindings } from './forget-findings.ts';

const DAY_MS = 86_400_000;

test('what is older than it is kept goes, however much it is; the rest stays', async () => {
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const epoch = await findings.claim(0, 'engine');
  const [one] = told(runs().code(0, '06'), 5);
  if (!one) throw new RangeError('nothing was found');
  const nowMs = one.receivedAtMs + 100 * DAY_MS;
  const lines = Array.from({ length: 1_200 }, (_, i) => ({
    ...one,
    findingId: `finding-${i}`,
    receivedAtMs: i < 1_100 ? one.receivedAtMs : nowMs - DAY_MS,
  }));
  await findings.append(0, epoch, lines);
  const forgotten: number[] = [];
  const stop = forgetFindings({
    ...{ findings, keptDays: 30, nowMs: () => nowMs },
    onForgotten: (count) => forgotten.push(count),
    onError: (error) => expect.unreachable(String(error)),
  });
  await expect.poll(() => forgotten).toEqual([1_100]);
  await stop();
  expect((await findings.read(0, 2_000)).map(({ finding }) => finding.findingId)).toEqual(
    lines.slice(1_100).map(({ findingId }) => findingId),
  );
  await findings.close();
});
