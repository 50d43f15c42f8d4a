import type { FindingLine, FindingLog } from '@liftwatch/stores';
import type { Finding } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingPage } from './finding-page.ts';

/** A log with holes in its positions, whose lines are up to 30 s out of the order of time. */
const logOf = (lines: readonly FindingLine[]): FindingLog & { readonly reads: () => number } => {
  let reads = 0;
  return {
    read: async (after, limit) => {
      reads += 1;
      return lines.filter((line) => line.position > after).slice(0, limit);
    },
    head: async () => lines.at(-1)?.position ?? 0,
    claim: async () => 1,
    forget: async () => 0,
    append: async () => undefined,
    onAppended: () => () => undefined,
    close: async () => undefined,
    reads: () => reads,
  };
};

const line = (position: number, receivedAtMs: number, liftId: string): FindingLine => ({
  position,
  partition: 0,
  finding: { findingId: `f-${position}`, liftId, receivedAtMs } as Finding,
});

const randomLog = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), aheadMs: fc.nat(20_000), jitterMs: fc.nat(30_000) }), {
    maxLength: 60,
  })
  .map((steps) => {
    let [position, atMs] = [0, 0];
    return steps.map(({ gap, aheadMs, jitterMs }, i) => {
      position += gap;
      atMs += aheadMs;
      return line(position, atMs + jitterMs, i % 3 === 0 ? 'a' : 'b');
    });
  });

test('since a time: exactly the lines found then or later, of the lift asked for', async () => {
  await fc.assert(
    fc.asyncProperty(randomLog, fc.nat(), async (lines, nth) => {
      const sinceMs = lines[nth % Math.max(1, lines.length)]?.finding.receivedAtMs ?? 0;
      const page = await findingPage(logOf(lines), { after: 0, liftId: 'a', sinceMs, limit: 1_000 });
      expect(page.lines).toEqual(
        lines.filter(({ finding }) => finding.liftId === 'a' && finding.receivedAtMs >= sinceMs),
      );
    }),
  );
});

test('the newest line of a long log is found without reading the log', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => line(i + 1, i * 1_000, 'a'));
  const log = logOf(lines);
  const page = await findingPage(log, { after: 0, liftId: 'a', sinceMs: 19_999_000, limit: 10 });
  expect(page.lines).toHaveLength(1);
  expect(log.reads()).toBeLessThan(20);
});

test('pages of any size are the whole log, each line once', async () => {
  const lines = Array.from({ length: 7 }, (_, i) => line(2 * i + 1, i * 1_000, i % 2 === 0 ? 'a' : 'b'));
  for (const liftId of [undefined, 'a'])
    for (const limit of [1, 2, 3, 7, 8]) {
      const found: FindingLine[] = [];
      let [after, more] = [0, true];
      while (more) {
        const page = await findingPage(logOf(lines), { after, liftId, sinceMs: undefined, limit });
        expect(page.lines.length).toBeLessThanOrEqual(limit);
        found.push(...page.lines);
        [after, more] = [page.reached, page.more];
      }
      expect(found).toEqual(lines.filter(({ finding }) => liftId === undefined || finding.liftId === liftId));
    }
});
