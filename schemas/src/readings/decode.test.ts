import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodePublish, readPublish } from './decode.ts';
import { readingKinds, readingSchemas } from './index.ts';

const scalars = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  1.5,
  25,
  25.0001,
  -60,
  200,
  1e16,
  1e308,
  '',
  '1',
  '12A',
  'LOBBY',
  'stopped',
  'normal',
  'up',
  'closed',
  'ok',
  'code',
  'alarm-button',
  'raised',
  'x'.repeat(65),
  '\u0000',
  '困',
  [],
  {},
  { floor: 'ok' },
  { camera: 'ok' },
  { floor: 'broken' },
);
const envelope = { at: 1_767_225_600_000 };
const needed = {
  state: {},
  event: { type: 'code', code: '04' },
  trip: { fromFloor: '1', toFloor: '2', direction: 'up', durationMs: 1 },
  door: { floor: '1' },
  counters: {},
  terminal: {},
} as const;

const fields = (kind: keyof typeof needed): readonly string[] => {
  const schema: z.ZodType = readingSchemas[kind];
  const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
  const names = options.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  if (names.length < 5) throw new Error(`no fields of ${kind}`);
  return [...new Set([...names, 'foo', '__proto__', 'constructor', 'readings'])];
};

/** Near-valid readings: a valid one with a few fields added, replaced or dropped. */
const near = (kind: keyof typeof needed): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.array(
        fc.tuple(fc.constantFrom(...fields(kind)), fc.oneof({ weight: 4, arbitrary: scalars }, fc.jsonValue())),
        { maxLength: 5 },
      ),
      fc.option(fc.constantFrom('at', 'type', 'code', 'floor', 'durationMs')),
    )
    .map(([extra, dropped]) => {
      const reading: Record<string, unknown> = { ...envelope, ...needed[kind] };
      for (const [name, value] of extra)
        Object.defineProperty(reading, name, { value, enumerable: true, configurable: true, writable: true });
      if (dropped) delete reading[dropped];
      return reading;
    });

describe.each(readingKinds)('decodePublish of %s', (kind) => {
  it('gives the verdict and the reading of plain zod', () => {
    const seen = { valid: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: near(kind) }, fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const parsed: unknown = JSON.parse(text);
        if (typeof parsed === 'object' && parsed !== null && 'readings' in parsed) return;
        const plain = readingSchemas[kind].safeParse(parsed);
        const decoded = decodePublish(kind, text);
        expect(decoded.ok).toBe(plain.success);
        seen[plain.success ? 'valid' : 'refused']++;
        if (decoded.ok) {
          expect(decoded.items).toEqual([{ ok: true, reading: { kind, body: plain.data } }]);
          const readings = decoded.items.flatMap((item) => (item.ok ? [item.reading] : []));
          expect(readPublish(kind, text)).toEqual({ sentAtMs: decoded.sentAtMs, readings });
        } else expect(decoded.refusal.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 2_000 },
    );
    // Without both, the property would say nothing.
    expect(seen.valid).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(50);
  });

  it('judges each reading of a batch as it would alone', () => {
    fc.assert(
      fc.property(
        fc.array(
          near(kind).filter((one) => !Object.hasOwn(one as object, 'readings')),
          { minLength: 1, maxLength: 5 },
        ),
        (readings) => {
          const batch = decodePublish(kind, JSON.stringify({ sentAt: 5, readings }));
          if (!batch.ok) throw new Error(batch.refusal.message);
          expect(batch.sentAtMs).toBe(5);
          const good = readings.filter((_, index) => batch.items[index]?.ok === true);
          if (good.length === readings.length) {
            const known = batch.items.flatMap((item) => (item.ok ? [item.reading] : []));
            expect(readPublish(kind, JSON.stringify({ sentAt: 5, readings }))).toEqual({
              sentAtMs: 5,
              readings: known,
            });
          }
          for (const [index, item] of batch.items.entries()) {
            const alone = decodePublish(kind, JSON.stringify(readings[index]));
            expect(item.ok).toBe(alone.ok);
            if (item.ok || alone.ok) continue;
            expect(item.index).toBe(index);
            expect(item.refusal.field).toBe(
              alone.refusal.field === '' ? `readings[${index}]` : `readings[${index}].${alone.refusal.field}`,
            );
            expect(item.refusal.message).toBe(alone.refusal.message);
          }
        },
      ),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ sentAt: 1, readings: value })),
        ),
        (text) => {
          const decoded = decodePublish(kind, text);
          if (!decoded.ok) expect(decoded.refusal.code).toMatch(/^LIFT_/);
        },
      ),
      { numRuns: 500 },
    );
    for (const text of [
      '['.repeat(100_000),
      '{"readings":'.repeat(10_000),
      `{"at":${'9'.repeat(5_000)}}`,
      '\ufeff{}',
      'null',
    ])
      expect(() => decodePublish(kind, text)).not.toThrow();
  });
});

it.each([
  ['', /^payload is empty: send one JSON object/],
  [' \n', /^payload is empty: send one JSON object/],
  ['\ufeff{"at":1}', /byte order mark \(U\+FEFF\): send the JSON without it/],
  ['{"at":1', /^payload is not JSON: .*\. Send one JSON object/],
])('what is not JSON is told with its remedy: %j', (text, message) => {
  expect(decodePublish('state', text)).toMatchObject({
    ok: false,
    refusal: { code: 'LIFT_READING_NOT_JSON', message: expect.stringMatching(message) },
  });
});
