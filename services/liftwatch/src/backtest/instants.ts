const CLOCK = String.raw`(?:[T ,.]+(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:[:.](?<second>\d{2})(?:[.,](?<part>\d{1,9}))?)?(?:\s*(?<half>[AP])\.?M\.?)?)?`;
const ZONE = String.raw`\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$`;
const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})${CLOCK}${ZONE}`,
  'i',
);
const YEAR_LAST = new RegExp(
  String.raw`^(?<first>\d{1,2})(?<mark>[-/. ])(?<other>\d{1,2})\k<mark>(?<year>\d{4})${CLOCK}${ZONE}`,
  'i',
);
/**
 * 20260102030405, with or without the T and the Z of ISO 8601, down to the minute or to 17 digits with milliseconds. As a
 * count of ms or us it would be of 1976, or of the 26th century and later.
 */
const COMPACT = new RegExp(
  String.raw`^(?<year>(?:19|20)\d{2})(?<month>\d{2})(?<day>\d{2})[T ]?(?<hour>\d{2}):?(?<minute>\d{2})(?::?(?<second>\d{2})(?:[.,](?<part>\d{1,9})|(?<ms>\d{3}))?)?${ZONE}`,
  'i',
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(?<name>(?:${MONTHS.join('|')})[a-z]{0,6})\.?`;
const WEEKDAY = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?`;
/** 05-Jan-2026, and Mon, 5 Jan 2026. */
const MONTH_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(?<day>\d{1,2})[-/. ]+${MONTH}[-/., ]+(?<year>\d{4})${CLOCK}${ZONE}`,
  'i',
);
/** Jan 5, 2026. */
const MONTH_NAMED_FIRST = new RegExp(
  String.raw`^${WEEKDAY}${MONTH}[-/. ]+(?<day>\d{1,2}),?[-/. ]+(?<year>\d{4})${CLOCK}${ZONE}`,
  'i',
);
const EPOCH = /^[+-]?\d+(\.\d+)?$/;

type Parts = Readonly<Record<string, string | undefined>>;

const offsetMs = (zone: string | undefined): number => {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
};

/** Hour of the day; undefined: there is none such, as 13 PM. */
const hourOf = ({ hour = '0', half }: Parts): number | undefined => {
  const told = Number(hour);
  if (half === undefined) return told < 24 ? told : undefined;
  if (told < 1 || told > 12) return undefined;
  return (told % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
};

const fromCalendar = (parts: Parts, month: number, day: number): number | undefined => {
  const hour = hourOf(parts);
  const [minute, second] = [Number(parts['minute'] ?? 0), Number(parts['second'] ?? 0)];
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  const ms = Math.floor(Number(`0.${parts['part'] ?? parts['ms'] ?? 0}`) * 1_000);
  const at = Date.UTC(Number(parts['year']), month - 1, day, hour, minute, second, ms);
  const back = new Date(at);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? at - offsetMs(parts['zone']) : undefined;
};

/** Seconds, ms, us or ns since 1970, told apart by their size; a small number is seconds since the start. */
const fromEpoch = (value: number): number => {
  const size = Math.abs(value);
  if (size < 1e11) return value * 1_000;
  if (size < 1e14) return value;
  if (size < 1e17) return value / 1_000;
  return value / 1e6;
};

/** What is Chinese in a time, and how its relatives write it: 2026年1月5日 上午10时30分 is 2026-1-5 10:30 AM. */
const CHINESE = /[年月日号时点分秒上下午：]/;
const fromChinese = (text: string): string =>
  text
    .replace(/\s*[年月]\s*/g, '-')
    .replace(/\s*[日号]\s*/, ' ')
    .replace(/\s*[时点：]\s*/g, ':')
    .replace(/\s*分\s*/, ':')
    .replace(/(上|下)午\s*([\d:.]*\d)/, (_, half: string, clock: string) => `${clock} ${half === '上' ? 'AM' : 'PM'}`)
    .replace(/:?\s*秒|:(?=\s|$)/, '')
    .replace(/:(\d)(?!\d)/g, ':0$1')
    .trim();

const fromNamed = (text: string): number | undefined => {
  const parts = (MONTH_NAMED.exec(text) ?? MONTH_NAMED_FIRST.exec(text))?.groups;
  const month = MONTHS.indexOf(parts?.['name']?.slice(0, 3).toLowerCase() ?? '') + 1;
  return parts && fromCalendar(parts, month, Number(parts['day']));
};

/** What comes first in dates that end with the year. */
export type DayOrder = 'day' | 'month';

const yearLast = (parts: Parts, order: DayOrder): number | undefined => {
  const [first, other] = [Number(parts['first']), Number(parts['other'])];
  return order === 'day' ? fromCalendar(parts, other, first) : fromCalendar(parts, first, other);
};

/**
 * An instant as a recording writes it, ms since 1970: ISO 8601 and its relatives with the year first, in Chinese too, or with the
 * month's English name (without an offset UTC is meant), or a number: epoch time or seconds since the start; with the year last only where `order` says what comes
 * first. Undefined: not an instant; never guessed.
 */
export const readInstant = (text: string, order?: DayOrder): number | undefined => {
  const written = text.trim();
  const trimmed = CHINESE.test(written) ? fromChinese(written) : written;
  const compact = COMPACT.exec(trimmed)?.groups;
  const at = compact && fromCalendar(compact, Number(compact['month']), Number(compact['day']));
  if (at !== undefined) return at;
  if (EPOCH.test(trimmed)) return fromEpoch(Number(trimmed));
  const parts = YEAR_FIRST.exec(trimmed)?.groups;
  if (parts) return fromCalendar(parts, Number(parts['month']), Number(parts['day']));
  const last = order && YEAR_LAST.exec(trimmed)?.groups;
  return last && order ? yearLast(last, order) : fromNamed(trimmed);
};

/** How far the times go from one to the next, forth and back, ms. */
const wayOf = (times: readonly Parts[], order: DayOrder): number => {
  let way = 0;
  let before: number | undefined;
  for (const parts of times) {
    const at = yearLast(parts, order);
    if (at === undefined) continue;
    if (before !== undefined) way += Math.abs(at - before);
    before = at;
  }
  return way;
};

/**
 * Whether the dates of a file that end with the year begin with the day or the month: what is above 12 is a day, else the order under
 * which the times lie closer to each other, else the custom of the mark (a point: the day; a stroke: the month). Undefined:
 * none ends with the year, or they contradict each other.
 */
export const dayOrderOf = (texts: readonly string[]): DayOrder | undefined => {
  const times: Parts[] = [];
  for (const text of texts) {
    const parts = YEAR_LAST.exec(text.trim())?.groups;
    if (parts) times.push(parts);
  }
  if (times.length === 0) return undefined;
  const isDay = times.some((parts) => Number(parts['first']) > 12);
  const isMonth = times.some((parts) => Number(parts['other']) > 12);
  if (isDay || isMonth) return isDay && isMonth ? undefined : isDay ? 'day' : 'month';
  const apart = wayOf(times, 'day') - wayOf(times, 'month');
  if (apart !== 0) return apart < 0 ? 'day' : 'month';
  return times[0]?.['mark'] === '/' ? 'month' : 'day';
};
