import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePublish } from '../src/readings/decode.ts';
import { readingKinds, readingSchemas, type ReadingKind } from '../src/readings/index.ts';

interface Node {
  readonly $ref?: string;
  readonly $defs?: Record<string, Node>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Record<string, Node>;
}

const published = (kind: ReadingKind): Node =>
  JSON.parse(readFileSync(new URL(`../json/${kind}.schema.json`, import.meta.url), 'utf8')) as Node;

/** What a node may be, references followed. */
const choices = (document: Node, node: Node): readonly Node[] => {
  const target = node.$ref === undefined ? node : document.$defs?.[node.$ref.split('/').at(-1) ?? ''];
  if (target === undefined) throw new Error(`${node.$ref}: leads nowhere`);
  const among = target.anyOf ?? target.oneOf;
  return among === undefined ? [target] : among.flatMap((one) => choices(document, one));
};

const ODD = [
  ...[null, true, [], {}, '', 'x', '\u0000', '\ud800', '😀'.repeat(4), '😀'.repeat(64), 'x'.repeat(65)],
  ...[0, -0, -1, 1, 1.5, 1e21, 1e308, Number.MAX_SAFE_INTEGER + 2],
];

/** Values at and beside every edge that a field has. */
const edges = (document: Node, field: Node): readonly unknown[] => [
  ...ODD,
  ...choices(document, field).flatMap((one) => [
    ...(one.enum ?? []),
    ...(one.const === undefined ? [] : [one.const]),
    ...[one.minimum, one.maximum].flatMap((edge) =>
      edge === undefined ? [] : [edge, edge - 1, edge + 1, edge - 0.001, edge + 0.001],
    ),
    ...(one.properties === undefined ? [] : [Object.fromEntries(Object.keys(one.properties).map((n) => [n, 'ok']))]),
  ]),
];

/** The least that a variant takes, with a value of each needed field. */
const least = (document: Node, variant: Node): object =>
  Object.fromEntries(
    (variant.required ?? []).map((name) => {
      const [one] = choices(document, variant.properties?.[name] ?? {});
      const isNumber = one?.type === 'integer' || one?.type === 'number';
      return [name, one?.const ?? one?.enum?.[0] ?? (isNumber ? 1_000 : '1')];
    }),
  );

const variantReadings = (document: Node, variant: Node): fc.Arbitrary<object> => {
  const fields = Object.entries(variant.properties ?? {}).map(([name, field]) =>
    fc.tuple(fc.constant(name), fc.constantFrom(...edges(document, field))),
  );
  const changed = fc.array(fc.oneof(...fields, fc.constant(['undocumented', 1] as const)), { maxLength: 3 });
  return changed.map((some) => ({ ...least(document, variant), ...Object.fromEntries(some) }));
};

describe.each(readingKinds)('a reading of kind %s at the edges of its fields', (kind) => {
  it('is judged alike by the decoder, by zod as it stands and by the published JSON Schema; a refusal names the field', () => {
    const document = published(kind);
    const isValid = new Ajv2020({ strict: false, logger: false }).compile(document);
    const seen = { valid: 0, refused: 0 };
    const all = choices(document, document).map((variant) => variantReadings(document, variant));
    fc.assert(
      fc.property(fc.oneof(...all), (reading) => {
        const text = JSON.stringify(reading);
        const parsed: unknown = JSON.parse(text);
        const decoded = decodePublish(kind, text);
        expect([decoded.ok, readingSchemas[kind].safeParse(parsed).success]).toEqual([isValid(parsed), decoded.ok]);
        seen[decoded.ok ? 'valid' : 'refused']++;
        if (decoded.ok) return;
        const { field, message } = decoded.refusal;
        expect(field).not.toBe('');
        expect(message).toMatch(/orrect it|Add it|remove it/);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.valid, seen.refused)).toBeGreaterThan(300);
  });
});
