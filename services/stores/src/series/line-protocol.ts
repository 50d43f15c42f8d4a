import { StoreError } from '../errors.ts';

/** A type as InfluxDB keeps it, fixed per measurement and field. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';
export type FieldValue = number | string | boolean;

export interface ParsedPoint {
  readonly measurement: string;
  /** In the order of their names. */
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly types: Readonly<Record<string, FieldType>>;
  readonly atNs: bigint;
}

/** Escapes a measurement's name. A line break would end the line, so it becomes a space. */
export const escapeMeasurement = (name: string): string => name.replace(/[\r\n]/g, ' ').replace(/[, ]/g, '\\$&');

/** Escapes a tag's name or value, or a field's name. An empty tag value is not allowed: leave the tag out. */
export const escapeKey = (text: string): string =>
  text
    .replace(/[\r\n]/g, ' ')
    .replace(/\\+$/, '')
    .replace(/[,= ]/g, '\\$&');

/** A string field with its quotes. */
export const quoteField = (text: string): string => `"${text.replace(/[\r\n]/g, ' ').replace(/["\\]/g, '\\$&')}"`;

const invalid = (line: string, why: string): StoreError =>
  new StoreError('LIFT_STORE_SERIES_LINE_INVALID', `unable to parse '${line.slice(0, 200)}': ${why}`, {
    recoverable: false,
  });

/** Splits at an unescaped separator; inside quotes nothing separates when `quotes`. */
const split = (text: string, separator: string, quotes: boolean): string[] => {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (quotes && c === '"') isQuoted = !isQuoted;
    else if (c === separator && !isQuoted) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
};

const unescape = (text: string): string => (text.includes('\\') ? text.replace(/\\([,= ])/g, '$1') : text);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const parseField = (raw: string): readonly [FieldType, FieldValue] | undefined => {
  if (raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"'))
    return ['string', raw.slice(1, -1).replace(/\\(["\\])/g, '$1')];
  if (/^(t|true|T|True|TRUE)$/.test(raw)) return ['boolean', true];
  if (/^(f|false|F|False|FALSE)$/.test(raw)) return ['boolean', false];
  if (/^-?\d+i$/.test(raw)) return ['integer', Number(raw.slice(0, -1))];
  return NUMBER.test(raw) ? ['float', Number(raw)] : undefined;
};

const pair = (line: string, text: string, quotes: boolean): readonly [string, string] => {
  const [key, value, ...rest] = split(text, '=', quotes);
  if (!key || !value || rest.length > 0) throw invalid(line, `'${text}' is not name=value`);
  return [unescape(key), value];
};

/**
 * Reads one line of line protocol with its time in ns. Strict: what InfluxDB would refuse is refused.
 * @throws {StoreError} LIFT_STORE_SERIES_LINE_INVALID with the line's beginning and the reason
 */
export const parseLine = (line: string): ParsedPoint => {
  const [head, body, time, ...rest] = split(line, ' ', true);
  if (!head || !body || rest.length > 0) throw invalid(line, 'want "measurement[,tags] fields time"');
  if (!time || !/^-?\d{1,19}$/.test(time)) throw invalid(line, 'its time is not an integer of ns');
  const [name, ...tagTexts] = split(head, ',', false);
  if (!name) throw invalid(line, 'it has no measurement');
  const tags = Object.fromEntries(
    tagTexts
      .map((text) => pair(line, text, false))
      .map(([key, value]) => [key, unescape(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const fields: Record<string, FieldValue> = {};
  const types: Record<string, FieldType> = {};
  for (const text of split(body, ',', true)) {
    const [key, raw] = pair(line, text, true);
    const parsed = parseField(raw);
    if (!parsed) throw invalid(line, `'${raw.slice(0, 60)}' is not a field value`);
    [types[key], fields[key]] = parsed;
  }
  return { measurement: unescape(name), tags, fields, types, atNs: BigInt(time) };
};
