import { describe, expect, test } from 'vitest';
import { beginningOf, HISTORY_DAYS, historyOf, wornFacts, wornLifts } from '../src/months/index.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A Friday noon of Beijing. */
const NOW_MS = Date.parse('2026-11-27T12:00:00+08:00');
const FROM_MS = beginningOf(NOW_MS);
const first = wornLifts[0]!;
const whole = historyOf(first, { fromMs: FROM_MS, afterMs: 0, nowMs: NOW_MS, untilMs: NOW_MS + DAY_MS });

test('a life begins at a midnight of the city, so many days ago', () => {
  expect(new Date(FROM_MS).toISOString()).toBe('2026-10-12T16:00:00.000Z');
  expect(Math.floor((NOW_MS - FROM_MS) / DAY_MS)).toBe(HISTORY_DAYS);
  expect(beginningOf(FROM_MS + HISTORY_DAYS * DAY_MS)).toBe(FROM_MS);
});

test('what is registered of them is there without living through anything', () => {
  const facts = wornFacts(NOW_MS);
  expect(facts.map(({ liftId }) => liftId)).toEqual(wornLifts.map(({ liftId }) => liftId));
  for (const one of facts) expect([one.at, (one.floors ?? []).length > 2]).toEqual([NOW_MS, true]);
});

describe('what a terminal of a worn lift has to say', () => {
  test('before now its trips and door cycles alone, in order, over all the days', () => {
    const { kept } = whole;
    expect([...new Set(kept.map(({ kind }) => kind))].toSorted()).toEqual(['door', 'trip']);
    expect(kept.every(({ atMs }, i) => atMs < NOW_MS && (i === 0 || atMs >= kept[i - 1]!.atMs))).toBe(true);
    expect(new Set(kept.map(({ atMs }) => Math.floor((atMs - FROM_MS) / DAY_MS))).size).toBe(HISTORY_DAYS + 1);
  });

  test('from now on everything, the state of every signal first', () => {
    const [standing, ...rest] = whole.ahead;
    expect(standing).toMatchObject({ atMs: NOW_MS, kind: 'state', body: { carStatus: expect.any(String) as string } });
    expect(Object.keys(standing?.body ?? {}).length).toBeGreaterThan(10);
    expect(rest.every(({ atMs }) => atMs >= NOW_MS && atMs < NOW_MS + DAY_MS)).toBe(true);
    expect(new Set(rest.map(({ kind }) => kind))).toEqual(new Set(['state', 'trip', 'door', 'counters']));
  });

  test('neither sending time nor number is in it: those are the terminal’s', () => {
    for (const { body } of [...whole.kept, ...whole.ahead])
      expect(Object.keys(body).filter((name) => ['at', 'boot', 'seq'].includes(name))).toEqual([]);
  });

  test('it hangs on the weekday and the hour alone: half a year later it says the same', () => {
    const laterMs = 26 * 7 * DAY_MS;
    const later = historyOf(first, {
      fromMs: FROM_MS + laterMs,
      afterMs: 0,
      nowMs: NOW_MS + laterMs,
      untilMs: NOW_MS + laterMs + DAY_MS,
    });
    expect(later.kept.map((said) => ({ ...said, atMs: said.atMs - laterMs }))).toEqual(whole.kept);
  });

  test('after a pause it goes on where it was: nothing twice, nothing left out, nothing different', () => {
    const laterMs = NOW_MS + 5 * HOUR_MS;
    const after = historyOf(first, {
      fromMs: FROM_MS,
      afterMs: NOW_MS,
      nowMs: laterMs,
      untilMs: NOW_MS + DAY_MS,
    });
    const missed = whole.ahead.filter(
      ({ atMs, kind }) => atMs > NOW_MS && atMs < laterMs && (kind === 'trip' || kind === 'door'),
    );
    expect(missed.length).toBeGreaterThan(0);
    expect(after.kept).toEqual(missed);
    expect(after.ahead.slice(1)).toEqual(whole.ahead.slice(1).filter(({ atMs }) => atMs >= laterMs));
  });
});
