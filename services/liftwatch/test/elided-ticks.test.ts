import { liveThrough, loadEvaluation, type LifeSpec, type Received } from '@liftwatch/edge-simulator/months';
import { createPartition, newOutput, step } from '@liftwatch/rule-engine';
import { expect, test } from 'vitest';
import { take, tickUpTo } from '../bench/accuracy/drive.ts';

const heardOf = (spec: LifeSpec): Received[] => {
  const heard: Received[] = [];
  liveThrough(spec, {
    evaluation: loadEvaluation(),
    seed: 5,
    fromMs: Date.UTC(2026, 1, 28, 16),
    take: (one) => heard.push(one),
    tell: () => undefined,
  });
  return heard;
};

/** Every tick is given, as the log has them. */
const withEveryTick = (heard: readonly Received[], toMs: number): string[] => {
  const partition = createPartition(0);
  const out = newOutput();
  let tickMs = Infinity;
  for (const one of heard) {
    for (; tickMs < one.receivedAtMs; tickMs += 1_000) step(partition, { type: 'tick', receivedAtMs: tickMs }, out);
    step(partition, one, out);
    if (tickMs === Infinity) {
      tickMs = Math.floor(one.receivedAtMs / 1_000) * 1_000 + 1_000;
      partition.lastTickMs = tickMs - 1_000;
    }
  }
  for (; tickMs < toMs; tickMs += 1_000) step(partition, { type: 'tick', receivedAtMs: tickMs }, out);
  return out.findings.map((one) => JSON.stringify(one));
};

test.each<LifeSpec>([
  { life: 'entrapments', number: 2, entrapments: 4 },
  { life: 'entrapments', number: 7, entrapments: 4 },
])('leaving out the ticks at which nothing is due changes no finding: %o', (spec) => {
  const heard = heardOf(spec);
  const toMs = (heard.at(-1)?.receivedAtMs ?? 0) + 60_000;
  const partition = createPartition(0);
  const out = newOutput();
  for (const one of heard) take(partition, one, out);
  tickUpTo(partition, toMs, out);
  const findings = out.findings.map((one) => JSON.stringify(one));
  expect(findings.length).toBeGreaterThan(0);
  expect(findings).toEqual(withEveryTick(heard, toMs));
});
