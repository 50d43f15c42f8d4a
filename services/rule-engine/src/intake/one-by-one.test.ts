import type { Reading } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPartition, newOutput, snapshotLift, step, type Arrival } from '../diagnosis/index.ts';

const START_MS = 1_767_225_600_000;

const reading = (n: number, atMs: number): Reading => {
  const at = { at: atMs, boot: 'b', seq: n };
  if (n % 11 === 0) return { kind: 'event', body: { ...at, type: 'code', code: n % 2 ? '04' : '90' } };
  const isMoving = n % 5 < 2;
  return {
    kind: 'state',
    body: {
      ...at,
      carStatus: isMoving ? 'running' : 'stopped',
      carDoorStatus: n % 3 ? 'closed' : 'opened',
      doorZone: n % 4 === 0,
      passengerPresent: n % 7 < 5,
      floor: String(n % 9),
    },
  };
};

const batches = fc.array(
  fc.record({
    gapS: fc.integer({ min: 1, max: 40 }),
    ageS: fc.constantFrom(0, 1, 30, 90, 600),
    sizes: fc.integer({ min: 1, max: 6 }),
    repeat: fc.boolean(),
  }),
  { minLength: 3, maxLength: 25 },
);

const arrivals = (plan: readonly { gapS: number; ageS: number; sizes: number; repeat: boolean }[]): Arrival[] => {
  const all: Arrival[] = [];
  let nowMs = START_MS;
  let n = 1;
  for (const one of plan) {
    for (let s = 1; s <= one.gapS; s++) all.push({ type: 'tick', receivedAtMs: nowMs + s * 1_000 });
    nowMs += one.gapS * 1_000;
    const first = one.repeat ? Math.max(1, n - 2) : n;
    const readings = Array.from({ length: one.sizes }, (_, k) =>
      reading(first + k, nowMs - one.ageS * 1_000 - (one.sizes - k) * 500),
    );
    n = Math.max(n, first + one.sizes);
    all.push({ type: 'readings', receivedAtMs: nowMs, terminalId: 'T', liftId: 'L', sentAtMs: nowMs - 20, readings });
  }
  return all;
};

const run = (all: readonly Arrival[]) => {
  const partition = createPartition(0);
  const out = newOutput();
  all.forEach((arrival, i) => step(partition, arrival, out, i + 1));
  const lift = partition.lifts.get('L');
  return { findings: out.findings, state: lift && snapshotLift(lift) };
};

test('a batch given to the kernel reading by reading is the batch given at once: replay and engine agree', () => {
  let findings = 0;
  fc.assert(
    fc.property(batches, (plan) => {
      const whole = arrivals(plan);
      const single = whole.flatMap((one): readonly Arrival[] =>
        one.type === 'readings' ? one.readings.map((r) => ({ ...one, readings: [r] })) : [one],
      );
      const expected = run(whole);
      findings += expected.findings.length;
      expect(run(single)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
  expect(findings).toBeGreaterThan(10);
});
