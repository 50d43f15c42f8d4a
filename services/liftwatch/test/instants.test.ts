import { describe, expect, test } from 'vitest';
import { dayOrderOf, readInstant, type DayOrder } from '../src/backtest/instants.ts';

const iso = (text: string, order?: DayOrder): string | undefined => {
  const at = readInstant(text, order);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('an instant', () => {
  test.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04:05,25', '2026-01-02T03:04:05.250Z'],
    ['2026-01-02T03:04:05+08:00', '2026-01-01T19:04:05.000Z'],
    ['2004.02.12.10.32.39', '2004-02-12T10:32:39.000Z'],
    ['2026/1/2 3:04', '2026-01-02T03:04:00.000Z'],
    ['2026-01-02 12:04:05 AM', '2026-01-02T00:04:05.000Z'],
    ['2026-01-02 03:04:05 p.m.', '2026-01-02T15:04:05.000Z'],
    ['20260102030405', '2026-01-02T03:04:05.000Z'],
    ['20260102T030405Z', '2026-01-02T03:04:05.000Z'],
    ['20260102T030405.5+0100', '2026-01-02T02:04:05.500Z'],
    ['20260102030405678', '2026-01-02T03:04:05.678Z'],
    ['202601020304', '2026-01-02T03:04:00.000Z'],
    ['20260102 03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026年1月2日 3时4分5秒', '2026-01-02T03:04:05.000Z'],
    ['2026年01月02日03时04分', '2026-01-02T03:04:00.000Z'],
    ['2026年1月2日', '2026-01-02T00:00:00.000Z'],
    ['2026/1/2 下午3:04:05', '2026-01-02T15:04:05.000Z'],
    ['2026-01-02 上午12：04', '2026-01-02T00:04:00.000Z'],
    ['02-Jan-2026 03:04:05', '2026-01-02T03:04:05.000Z'],
    ['Fri, 2 Jan 2026 03:04:05 GMT', '2026-01-02T03:04:05.000Z'],
    ['January 2, 2026 3:04:05 PM', '2026-01-02T15:04:05.000Z'],
    ['1767323045', '2026-01-02T03:04:05.000Z'],
    ['1767323045000000', '2026-01-02T03:04:05.000Z'],
    ['1767323045000', '2026-01-02T03:04:05.000Z'],
    ['1767323045000000000', '2026-01-02T03:04:05.000Z'],
    ['90.5', '1970-01-01T00:01:30.500Z'],
  ])('%s', (text, at) => expect(iso(text)).toBe(at));
  test.each([
    '',
    'noon',
    '2026-02-30',
    '2026-01-02 24:00',
    '2026-01-02 13:04 PM',
    '2026-01-02 0:04 AM',
    '1/2/2026',
    '26-01-02',
    '31-Feb-2026',
    '02-Foo-2026',
    '2026年13月1日',
    '下午',
  ])('%j is none', (text) => expect(iso(text)).toBeUndefined());
  test.each<[string, DayOrder, string | undefined]>([
    ['02.01.2026 03:04', 'day', '2026-01-02T03:04:00.000Z'],
    ['01/02/2026 3:04:05 PM', 'month', '2026-01-02T15:04:05.000Z'],
    ['01/02/2026, 03:04:05', 'day', '2026-02-01T03:04:05.000Z'],
    ['01 01 2018 00:10', 'day', '2018-01-01T00:10:00.000Z'],
    ['13/01/2026', 'month', undefined],
    ['01/02.2026', 'day', undefined],
  ])('%s with the %s first', (text, order, at) => expect(iso(text, order)).toBe(at));
});

describe('what dates with the year last begin with', () => {
  const days = (from: number, count: number, write: (day: number, month: number) => string): string[] =>
    Array.from({ length: count }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, from + i));
      return write(at.getUTCDate(), at.getUTCMonth() + 1);
    });
  test.each<[string, string[], DayOrder | undefined]>([
    ['a day above 12', days(1, 20, (d, m) => `${d}/${m}/2026`), 'day'],
    ['a day above 12, second', days(1, 20, (d, m) => `${m}/${d}/2026`), 'month'],
    ['time goes on', days(1, 12, (d, m) => `${d}/${m}/2026`), 'day'],
    ['time goes on, the other way', days(1, 12, (d, m) => `${m}-${d}-2026`), 'month'],
    ['one day, a point', ['02.01.2026 03:04', '02.01.2026 03:05'], 'day'],
    ['one day, a stroke', ['02/01/2026 03:04', '02/01/2026 03:05'], 'month'],
    ['they contradict each other', ['13/01/2026', '01/13/2026'], undefined],
    ['the year first', ['2026-01-02'], undefined],
    ['nothing', [], undefined],
  ])('%s', (_, texts, order) => expect(dayOrderOf(texts)).toBe(order));
});
