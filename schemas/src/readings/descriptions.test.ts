import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { presenceReading, readingSchemas } from './index.ts';

interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Field[];
  readonly properties?: Readonly<Record<string, Field>>;
}

/** Units that a description may name, and the ending that a field in it must have; '' where the word says it. */
const units: readonly (readonly [RegExp, RegExp])[] = [
  [/, m\/s²,/, /Mps2$/],
  [/, m\/s,/, /Mps$/],
  [/, mm,/, /Mm$/],
  [/, m,/, /M$/],
  [/\bms since the Unix epoch/, /^(at|sentAt)$/],
  [/, ms,/, /Ms$/],
  [/, h,/, /H$/],
  [/°C,/, /C$/],
  [/, %/, /Percent$/],
  [/, dBm,/, /Dbm$/],
  [/, A,/, /A$/],
  [/, J,/, /J$/],
  [/, Wh,/, /Wh$/],
  [/, kWh,/, /Kwh$/],
  [
    /\bcount\b/,
    /Count$|^(seq|runs|doorOpenings|ropeBends|passengers|relevels|reopens|lightCurtainBlocks|lockBounces|brakeSwitchMismatches)$/,
  ],
];

const SAFE = Number.MAX_SAFE_INTEGER;
const numeric = ({ anyOf = [], ...field }: Field): Field | undefined =>
  [field, ...anyOf].find(({ type }) => type === 'number' || type === 'integer');

const fields = Object.entries({ ...readingSchemas, presence: presenceReading }).flatMap(([kind, schema]) => {
  const { $defs = {} } = z.toJSONSchema(schema as z.ZodType) as { readonly $defs?: Readonly<Record<string, Field>> };
  return Object.values($defs).flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([name, field]) => ({ path: `${kind}.${name}`, name, field })),
  );
});

describe('descriptions', () => {
  it.each(fields)('$path says what it is and where it comes from', ({ field }) => {
    expect(field.description).toMatch(/^.{10,} \[[^\]]+, [SRD]\]$/);
  });

  it.each(fields.filter(({ field }) => numeric(field)))(
    '$path names its unit and range, and ends in its unit',
    ({ name, field }) => {
      const description = field.description ?? '';
      const unit = units.find(([said]) => said.test(description));
      expect(unit, `no unit in: ${description}`).toBeDefined();
      expect(name).toMatch(unit?.[1] ?? /$^/);
      const { minimum = -SAFE, maximum = SAFE } = numeric(field) ?? {};
      if (minimum > -SAFE) expect(description).toContain(String(minimum));
      const isBounded = maximum < SAFE && !/^(at|sentAt)$/.test(name);
      expect(description).toContain(isBounded ? String(maximum) : '0 or more');
    },
  );

  it('looks at fields of every kind', () => {
    expect(fields.length).toBeGreaterThan(80);
  });
});
