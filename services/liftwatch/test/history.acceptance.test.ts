import { beginningOf, historyOf, wornFacts, wornLifts, type WornLift } from '@liftwatch/edge-simulator/months';
import { createPartition, newOutput, step, type StepOutput } from '@liftwatch/rule-engine';
import type { Finding, Reading } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import { tickUpTo } from '../bench/accuracy/drive.ts';

/** What the engine has found when the terminal has sent its past as a backlog, reading by reading, and a minute has gone by. */
const foundAt = (lift: WornLift, nowMs: number): { newest: readonly Finding[]; failures: StepOutput['failures'] } => {
  const partition = createPartition(0);
  const out = newOutput();
  const facts = wornFacts(nowMs).find(({ liftId }) => liftId === lift.liftId)!;
  step(partition, { type: 'context', receivedAtMs: nowMs, context: facts }, out);
  partition.lastTickMs = nowMs;
  const { kept } = historyOf(lift, { fromMs: beginningOf(nowMs), afterMs: 0, nowMs, untilMs: nowMs + 1 });
  let receivedAtMs = nowMs;
  for (const [seq, { atMs, kind, body }] of kept.entries()) {
    receivedAtMs += 5;
    const reading = { kind, body: { ...body, at: atMs, boot: 'b', seq } } as Reading;
    const { liftId, terminalId } = lift;
    step(
      partition,
      { type: 'readings', receivedAtMs, terminalId, liftId, sentAtMs: receivedAtMs, readings: [reading] },
      out,
    );
  }
  tickUpTo(partition, receivedAtMs + 60_000, out);
  const newest = new Map(out.findings.map((finding) => [finding.findingId, finding]));
  return { newest: [...newest.values()].filter(({ change }) => change !== 'cleared'), failures: out.failures };
};

const components: Readonly<Record<string, string>> = {
  'door-operator-wear': 'door',
  'lock-contact-wear': 'lock',
  'levelling-drift': 'levelling',
};

// A life hangs on the weekday and the hour, not on the season.
describe.each(['2026-12-01T01:00:00+08:00', '2027-03-07T23:00:00+08:00', '2027-07-22T18:30:00+08:00'])(
  'the lifts of the demonstration that bring weeks with them, on %s',
  (now) => {
    test.each(wornLifts.map((lift) => [lift.liftId, lift] as const))(
      '%s: its wear is seen, and nothing else',
      (_, lift) => {
        const { newest, failures } = foundAt(lift, Date.parse(now));
        expect(failures).toEqual([]);
        expect(newest.map(({ warning }) => warning?.component)).toEqual([components[lift.kind]]);
        expect(newest[0]?.warning?.drivers.length).toBeGreaterThan(0);
      },
    );
  },
);
