import type { UnixMs } from '@liftwatch/schemas';

/** A moment by the wall clock of a zone. */
export interface LocalTime {
  /** Days since 1970-01-01 of the local date. */
  readonly dayNumber: number;
  readonly minuteOfDay: number;
  /** ISO: 1 = Monday. */
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
};

const DAY_MS = 86_400_000;

/** Wall-clock time by the runtime's own time zone data, so that daylight saving is what the zone's government says. */
export const localTime = (atMs: UnixMs, timeZone: string): LocalTime => {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map((p) => [p.type, Number(p.value)]),
  ) as Record<string, number>;
  const dayNumber = Math.floor(Date.UTC(part['year']!, part['month']! - 1, part['day']) / DAY_MS);
  return {
    dayNumber,
    minuteOfDay: part['hour']! * 60 + part['minute']!,
    // 1970-01-01 was a Thursday.
    weekday: ((dayNumber + 3) % 7) + 1,
  };
};

export const isTimeZone = (timeZone: string): boolean => {
  try {
    return formatOf(timeZone) !== undefined;
  } catch {
    return false;
  }
};
