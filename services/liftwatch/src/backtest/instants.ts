const CLOCK = String.raw`(?:[T ,.]+(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:[:.](?<second>\d{2})(?:[.,](?<part>\d{1,9}))?)?(?:\s*(?<half>[AP])\.?M\.?)?)?`;
const ZONE = String.raw`\s*(?<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?$`;
const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})${CLOCK}${ZONE}`,
  'i',
);
const YEAR_LAST = new RegExp(
  String.raw`^(?<first>\d{1,2})(?<mark>[-/. ])(?<other>\d{1,2})\k<mark>(?<year>\d{4})${CLOCK}${ZONE}`,
  'i',
);
/** 20260102030405, with or without the T and the Z of ISO 8601; as a count of ms it would be of the 27th century. */
const COMPACT = new RegExp(
  String.raw`^(?<year>(?:19|20)\d{2})(?<month>\d{2})(?<day>\d{2})T?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})(?:[.,](?<part>\d{1,9}))?${ZONE}`,
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
  const ms = Math.floor(Number(`0.${parts['part'] ?? 0}`) * 1_000);
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

/** What comes first in dates that end with the year. */
export type DayOrder = 'day' | 'month';

const yearLast = (parts: Parts, order: DayOrder): number | undefined => {
  const [first, other] = [Number(parts['first']), Number(parts['other'])];
  return order === 'day' ? fromCalendar(parts, other, first) : fromCalendar(parts, first, other);
};

/**
 * An instant as a recording writes it, ms since 1970: ISO 8601 and its relatives with the year first (without an offset
 * UTC is meant), or a number: epoch time or seconds since the start; with the year last only where `order` says what comes
 * first. Undefined: not an instant; never guessed.
 */
export const readInstant = (text: string, order?: DayOrder): number | undefined => {
  const trimmed = text.trim();
  const compact = COMPACT.exec(trimmed)?.groups;
  const at = compact && fromCalendar(compact, Number(compact['month']), Number(compact['day']));
  if (at !== undefined) return at;
  if (EPOCH.test(trimmed)) return fromEpoch(Number(trimmed));
  const parts = YEAR_FIRST.exec(trimmed)?.groups;
  if (parts) return fromCalendar(parts, Number(parts['month']), Number(parts['day']));
  const last = order && YEAR_LAST.exec(trimmed)?.groups;
  return last && order ? yearLast(last, order) : undefined;
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
