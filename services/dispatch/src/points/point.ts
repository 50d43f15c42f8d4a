import { escapeKey, quoteField, type FieldType } from '@liftwatch/stores';
import { measurements, type MeasurementName } from './measurements.ts';

type Values<Fields extends Readonly<Record<string, FieldType>>> = {
  readonly [K in keyof Fields]?: (Fields[K] extends 'string' ? string : number) | undefined;
};
export type PointFields<Name extends MeasurementName> = Values<(typeof measurements)[Name]['fields']>;
export type PointTags<Name extends MeasurementName> = Readonly<
  Record<(typeof measurements)[Name]['tags'][number], string>
>;

/** Stands for a place that the registry does not name, so that a group of its own shows it. */
export const UNREGISTERED = 'unregistered';

const COUNTERS = 1_000_000;

/** Keeps points of one millisecond apart, the same for the same name: FNV-1a (32 bit), below 1e6. */
export const nameCounter = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % COUNTERS;
};

const valueText = (type: FieldType, value: string | number): string => {
  if (type === 'string') return quoteField(String(value));
  return type === 'integer' ? `${Math.round(Number(value))}i` : String(value);
};

/** One point as line protocol; fields without a value are left out, and with them what a rewrite must not touch. */
export const pointLine = <Name extends MeasurementName>(
  name: Name,
  point: { readonly tags: PointTags<Name>; readonly fields: PointFields<Name> },
  at: { readonly atMs: number; readonly counter: number },
): string => {
  const schema = measurements[name];
  const tagNames: readonly string[] = schema.tags;
  const tags = tagNames
    .map((tag) => `,${tag}=${escapeKey((point.tags as Record<string, string>)[tag] || UNREGISTERED)}`)
    .join('');
  const fields = Object.entries(schema.fields as Readonly<Record<string, FieldType>>)
    .map(
      ([field, type]) => [field, type, (point.fields as Record<string, string | number | undefined>)[field]] as const,
    )
    .flatMap(([field, type, value]) => (value === undefined ? [] : [`${field}=${valueText(type, value)}`]));
  return `${name}${tags} ${fields.join(',')} ${at.atMs}${String(at.counter + COUNTERS).slice(1)}`;
};
