import { setTimeout as sleep } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { waitUntil } from '@liftwatch/infra';
import { afterEach, expect, test, vi } from 'vitest';
import { announceWrites, Subscriptions } from './wake.ts';

const NEVER = { pollMs: 3_600_000, hasChanged: () => true };
const acrossThreads = { acrossThreads: true };
const SOME_POLLS_MS = 30;
let keys = 0;
const newKey = (): string => `wake-test-${(keys += 1)}`;
afterEach(() => {
  vi.restoreAllMocks();
});

test('a reader is woken after the commit, not in it', async () => {
  const key = newKey();
  const writer = announceWrites(key);
  const readers = new Subscriptions(key);
  let wokenCount = 0;
  readers.add(() => (wokenCount += 1), NEVER);
  writer.announce();
  expect(wokenCount).toBe(0);
  await Promise.resolve();
  expect(wokenCount).toBe(1);
  readers.close();
  writer.announce();
  await Promise.resolve();
  expect(wokenCount).toBe(1);
  writer.leave();
});

test('a reader that was there before a writer, and outlasts it, is woken by the next', async () => {
  const key = newKey();
  const readers = new Subscriptions(key);
  let wokenCount = 0;
  readers.add(() => (wokenCount += 1), NEVER);
  announceWrites(key).leave();
  const next = announceWrites(key);
  next.announce();
  await Promise.resolve();
  expect(wokenCount).toBe(1);
  readers.close();
  next.leave();
});

test('a reader looks by itself only where no writer is left in its thread; one that leaves twice has left once', async () => {
  const key = newKey();
  const [one, other] = [announceWrites(key), announceWrites(key)];
  const readers = new Subscriptions(key);
  let wokenCount = 0;
  readers.add(() => (wokenCount += 1), { pollMs: 1, hasChanged: () => true });
  one.leave();
  one.leave();
  await sleep(SOME_POLLS_MS);
  expect(wokenCount).toBe(0);
  other.leave();
  await waitUntil('a look of its own', () => wokenCount > 0);
  readers.close();
});

test('a look that fails wakes the reader, who tells of it', async () => {
  const readers = new Subscriptions(newKey());
  let wokenCount = 0;
  const hasChanged = (): boolean => {
    throw new RangeError('the file is gone');
  };
  readers.add(() => (wokenCount += 1), { pollMs: 1, hasChanged });
  await waitUntil('it to be woken', () => wokenCount > 0);
  readers.close();
});

test('a store that nobody has open any more is forgotten, with its channel to other threads', async () => {
  const key = newKey();
  const closed = vi.spyOn(BroadcastChannel.prototype, 'close');
  const unreferenced = vi.spyOn(BroadcastChannel.prototype, 'unref');
  announceWrites(key).leave();
  const writer = announceWrites(key, acrossThreads);
  // It keeps no process alive.
  expect(unreferenced).toHaveBeenCalledOnce();
  const elsewhere = new BroadcastChannel(`liftwatch wrote ${key}`);
  let heardCount = 0;
  elsewhere.onmessage = () => (heardCount += 1);
  writer.announce();
  await waitUntil('word in another thread', () => heardCount === 1);
  expect(closed).not.toHaveBeenCalled();
  writer.leave();
  expect(closed).toHaveBeenCalledOnce();
  elsewhere.close();
});
