import { openSqliteFindingLog } from '@liftwatch/stores';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { told, runs } from '../diagnosis/test-language/timeline.ts';
import { forgetFindings } from './forget-findings.ts';

const DAY_MS = 86_400_000;

test('a clock that was set ten years ahead makes nothing old', async () => {
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const lines = told(runs().code(0, '06').code(60, '05'), 65);
  await findings.append(0, await findings.claim(0, 'engine'), lines);
  const stop = forgetFindings({
    ...{ findings, keptDays: 30, nowMs: () => (lines[0]?.receivedAtMs ?? 0) + 3_650 * DAY_MS },
    onForgotten: (count) => expect.unreachable(`${count} forgotten`),
    onError: (error) => expect.unreachable(String(error)),
  });
  // It looks within this turn.
  await nextTurn();
  await stop();
  expect(await findings.read(0, 100)).toHaveLength(lines.length);
  await findings.close();
});

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
