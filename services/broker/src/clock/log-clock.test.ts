import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogClock } from './log-clock.ts';

const rig = (lastReceivedAtMs = 0) => {
  const time = { monotonicMs: 500, wallMs: 1_000_000 };
  const clock = new LogClock({ monotonicMs: () => time.monotonicMs, wallMs: () => time.wallMs, lastReceivedAtMs });
  const pass = (ms: number) => ((time.monotonicMs += ms), (time.wallMs += ms));
  return { time, clock, pass };
};

test('begins at the later of wall clock and log', () => {
  expect(rig().clock.nowMs()).toBe(1_000_000);
  expect(rig(2_000_000).clock.nowMs()).toBe(2_000_000);
});

test('a jump below 2 s is left alone, above it is reported and slewed at 1 %', () => {
  const { clock, time, pass } = rig();
  time.wallMs += 1_900;
  expect(clock.discipline().isAlert).toBe(false);
  time.wallMs += 8_100;
  expect(clock.discipline()).toEqual({ differenceMs: 10_000, isAlert: true });
  pass(1_000);
  expect(clock.nowMs()).toBe(1_001_010);
  for (let s = 0; s < 1_100; s++) {
    pass(1_000);
    clock.discipline();
  }
  expect(Math.abs(clock.discipline().differenceMs)).toBeLessThan(30);
});

test('never decreases and never runs more than 1 % off, whatever the wall clock does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ ms: fc.nat(5_000), jumpMs: fc.integer({ min: -100_000, max: 100_000 }) })),
      (steps) => {
        const { clock, time, pass } = rig();
        for (const { ms, jumpMs } of steps) {
          const before = clock.nowMs();
          pass(ms);
          time.wallMs += jumpMs;
          const ranMs = clock.nowMs() - before;
          expect(ranMs).toBeGreaterThanOrEqual(0);
          expect(Math.abs(ranMs - ms)).toBeLessThanOrEqual(ms * 0.01 + 1);
          clock.discipline();
        }
      },
    ),
  );
});
