import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../errors.ts';
import { decodeRecords, encodeRecords } from './codec.ts';
import type { LogRecord } from './record.ts';

const ms = fc.integer({ min: 0, max: 100_000_000_000_000 });
const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((s) => s.isWellFormed());
const bytes = fc.uint8Array({ maxLength: 3_000 });
const refusal = fc.record({ code: fc.constant('LIFT_READING_INVALID' as const), field: text, message: text });
const optional = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });

const record: fc.Arbitrary<LogRecord> = fc.oneof(
  fc.record({ type: fc.constant('reading' as const), receivedAtMs: ms, terminalId: text, topic: text, payload: bytes }),
  fc.record({ type: fc.constant('tick' as const), receivedAtMs: ms }),
  fc.record({ type: fc.constant('context' as const), receivedAtMs: ms, writerId: text, payload: bytes }),
  fc
    .record({
      type: fc.constant('session' as const),
      receivedAtMs: ms,
      terminalId: text,
      session: fc.constantFrom('connected' as const, 'disconnected' as const, 'paused' as const, 'resumed' as const),
      sessionId: optional(fc.maxSafeNat()),
    })
    .map((r) => JSON.parse(JSON.stringify(r)) as LogRecord),
  fc
    .record({
      type: fc.constant('dead' as const),
      receivedAtMs: ms,
      terminalId: text,
      topic: text,
      payload: bytes,
      payloadBytes: fc.nat(),
      sha256: optional(fc.constant('ab'.repeat(32))),
      readingIndex: optional(fc.nat()),
      refusal,
    })
    .map(({ sha256, readingIndex, ...r }) => ({
      ...r,
      ...(sha256 && { sha256 }),
      ...(readingIndex === undefined ? {} : { readingIndex }),
    })),
);

const plain = (records: readonly LogRecord[]) =>
  records.map((r) => ('payload' in r ? { ...r, payload: [...r.payload] } : r));

test('decode(encode(records)) gives the records back', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      expect(plain(decodeRecords(encodeRecords(records)))).toEqual(plain(records));
    }),
  );
});

test('one flipped bit or a cut anywhere is noticed', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(7), (records, where, bit) => {
      const good = encodeRecords(records);
      const flipped = good.slice();
      const at = where % flipped.length;
      flipped[at] = (flipped[at] as number) ^ (1 << bit);
      const isReserved = at === 2 || at === 3;
      if (!isReserved) expect(() => decodeRecords(flipped)).toThrow(StoreError);
      expect(() => decodeRecords(good.subarray(0, at))).toThrow(
        expect.objectContaining({ code: 'LIFT_STORE_LOG_CORRUPT' }),
      );
    }),
  );
});

test('a later format is refused by name', () => {
  const later = encodeRecords([{ type: 'tick', receivedAtMs: 1 }]).slice();
  later[1] = 9;
  expect(() => decodeRecords(later)).toThrow(expect.objectContaining({ code: 'LIFT_STORE_VERSION_NEWER' }));
});
