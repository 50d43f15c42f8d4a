import type { Language } from './language.tsx';

const ZONE = 'Asia/Shanghai';
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The city's zone knows no summer time. */
const CITY_AHEAD_MS = 8 * HOUR_MS;

const two = (n: number): string => String(n).padStart(2, '0');

/** How long ago, for a clock that runs: 0:07, 12:40, 1:03:00, then days. */
export const stopwatch = (durationMs: number, language: Language): string => {
  const ms = Math.max(0, durationMs);
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} ${language === 'zh' ? '天' : 'd'}`;
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
};

/** A length of time in words, in its largest unit. */
export const roughly = (durationMs: number, language: Language): string => {
  const ms = Math.max(0, durationMs);
  const [value, zh, en] =
    ms < MINUTE_MS
      ? [ms / SECOND_MS, '秒', 's']
      : ms < HOUR_MS
        ? [ms / MINUTE_MS, '分钟', 'min']
        : ms < DAY_MS
          ? [ms / HOUR_MS, '小时', 'h']
          : [ms / DAY_MS, '天', 'd'];
  return `${Math.floor(value)} ${language === 'zh' ? zh : en}`;
};

const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** Time of day with seconds, in the city's zone. */
export const timeOfDay = (atMs: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeStyle: 'medium', hour12: false }).format(atMs);

/** Date and time, in the city's zone. */
export const dateAndTime = (atMs: number, language: Language): string =>
  new Intl.DateTimeFormat(localeOf(language), {
    timeZone: ZONE,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(atMs);

/** A moment as a `datetime-local` field of a form holds it: the city's wall clock, to the minute. */
export const toFieldTime = (atMs: number): string =>
  new Date(atMs + CITY_AHEAD_MS).toISOString().slice(0, '2026-03-01T10:00'.length);
/** What such a field says, as an instant. */
export const fromFieldTime = (text: string): string => `${text}:00+08:00`;

const MANY = 100;

/** A figure as exact as one reads it: whole from a hundred on, two digits that say something below one. */
export const numberOf = (value: number, language: Language): string => {
  const size = Math.abs(value);
  const digits =
    size >= MANY
      ? { maximumFractionDigits: 0 }
      : size >= 1
        ? { maximumFractionDigits: 2 }
        : { maximumSignificantDigits: 2 };
  return new Intl.NumberFormat(localeOf(language), digits).format(value);
};
