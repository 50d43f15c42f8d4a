const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T .]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;
const EPOCH = /^[+-]?\d+(\.\d+)?$/;

const offsetMs = (zone: string | undefined): number => {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
};

const fromCalendar = (match: RegExpExecArray): number | undefined => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Math.floor(Number(`0.${match[7] ?? 0}`) * 1_000);
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(at);
  const isReal =
    back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? at - offsetMs(match[8]) : undefined;
};

/** Seconds, ms, us or ns since 1970, told apart by their size; a small number is seconds since the start. */
const fromEpoch = (value: number): number => {
  const size = Math.abs(value);
  if (size < 1e11) return value * 1_000;
  if (size < 1e14) return value;
  if (size < 1e17) return value / 1_000;
  return value / 1e6;
};

/**
 * An instant as a recording writes it, ms since 1970: ISO 8601 and its relatives with the year first (without an offset
 * UTC is meant), or a number: epoch time or seconds since the start. Undefined: not an instant; never guessed.
 */
export const readInstant = (text: string): number | undefined => {
  const trimmed = text.trim();
  if (EPOCH.test(trimmed)) return fromEpoch(Number(trimmed));
  const match = ISO.exec(trimmed);
  return match ? fromCalendar(match) : undefined;
};
