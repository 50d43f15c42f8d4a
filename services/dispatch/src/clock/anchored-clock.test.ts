import { expect, test } from 'vitest';
import { openAnchoredClock } from './anchored-clock.ts';

const sources = (notBeforeMs = 0) => {
  const at = { wall: 1_000_000, monotonic: 50 };
  const clock = openAnchoredClock({ wallMs: () => at.wall, monotonicMs: () => at.monotonic, notBeforeMs });
  const pass = (ms: number) => {
    at.wall += ms;
    at.monotonic += ms;
  };
  return { at, clock, pass };
};

test('without a step it is the server’s clock', () => {
  const { at, clock, pass } = sources();
  pass(123_456);
  expect(clock.nowMs()).toBe(at.wall);
  expect(clock.differenceMs()).toBe(0);
});

test.each([86_400_000, -86_400_000, 3_000, -3_000])(
  'a step of %d ms moves it by at most 1 %% of what passes',
  (step) => {
    const { at, clock, pass } = sources();
    at.wall += step;
    expect(clock.nowMs()).toBe(1_000_000);
    expect(clock.differenceMs()).toBe(step);
    pass(60_000);
    expect(Math.abs(clock.nowMs() - 1_060_000)).toBeLessThanOrEqual(600);
  },
);

test('a small difference is taken up and then stays gone; time never goes back', () => {
  const { at, clock, pass } = sources();
  at.wall -= 500;
  let before = clock.nowMs();
  for (let n = 0; n < 100; n++) {
    pass(1_000);
    expect(clock.nowMs()).toBeGreaterThan(before);
    before = clock.nowMs();
  }
  expect(clock.differenceMs()).toBe(0);
});

test('after a restart it begins no earlier than what was told before', () => {
  expect(sources(2_000_000).clock.nowMs()).toBe(2_000_000);
});
