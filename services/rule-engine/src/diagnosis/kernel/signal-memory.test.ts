import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSignals, signalsFrom, type Signal } from './signal-memory.ts';
import { signalNames } from './signals.ts';

const ms = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });
const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
const none = fc.constant(undefined);
const signal: fc.Arbitrary<Signal> = fc.record({
  v: value,
  sinceMs: ms,
  receivedAtMs: ms,
  terminalId: fc.string({ minLength: 1 }),
  boot: fc.oneof(none, fc.string()),
  seq: fc.oneof(none, fc.nat()),
  pending: fc.oneof(none, fc.record({ v: value, sinceMs: ms, terminalId: fc.string() })),
  heldBy: fc.oneof(none, fc.array(fc.string(), { minLength: 1 })),
  silentSinceMs: fc.oneof(none, ms),
});

test('signals as objects and in lists say the same, each of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.option(signal, { nil: undefined }), { maxLength: signalNames.length }), (told) => {
      const plain = Object.fromEntries(told.flatMap((one, i) => (one ? [[signalNames[i], one]] : [])));
      expect(plainSignals(signalsFrom(plain))).toEqual(plain);
    }),
  );
});
