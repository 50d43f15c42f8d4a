import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openProgress } from './progress.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

const screenOf = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join('') };
};

test('what takes less than a second is done in silence', () => {
  const screen = screenOf(false);
  const progress = openProgress(screen);
  progress.step('building');
  vi.advanceTimersByTime(900);
  progress.done('built');
  progress.stop();
  expect(screen.text()).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});

test('what takes long says so once, and when it is done; in a file there are lines only', () => {
  const screen = screenOf(false);
  const progress = openProgress(screen);
  progress.step('building the services');
  vi.advanceTimersByTime(7_000);
  progress.step('building the page');
  vi.advanceTimersByTime(3_000);
  progress.done('built');
  progress.stop();
  expect(screen.text()).toBe(
    'liftwatch: building the services …\nliftwatch: building the page …\nliftwatch: built, 10 s\n',
  );
});

test('on a terminal the seconds run in one line, without colours', () => {
  const screen = screenOf(true);
  const progress = openProgress(screen);
  progress.step('building');
  vi.advanceTimersByTime(2_000);
  progress.stop();
  expect(screen.text()).toBe('\rliftwatch: building … 1 s\rliftwatch: building … 2 s\n');
});
