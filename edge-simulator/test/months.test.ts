import { contextEntry, decodePublish } from '@liftwatch/schemas';
import { describe, expect, it } from 'vitest';
import {
  entrapmentKinds,
  liveThrough,
  loadEvaluation,
  progressiveKinds,
  type LifeSpec,
  type MonthsTruth,
  type ProgressiveKind,
  type Received,
} from '../src/months/index.ts';
import { nuisanceKinds } from '../src/months/evaluation.ts';
import { dueOf } from '../src/months/entrapments/due.ts';

const evaluation = loadEvaluation();
/** Local midnight, Sunday 2026-03-01. */
const fromMs = Date.UTC(2026, 1, 28, 16);

const live = (spec: LifeSpec, seed = 3): { heard: Received[]; truth: MonthsTruth[] } => {
  const heard: Received[] = [];
  const truth: MonthsTruth[] = [];
  liveThrough(spec, { evaluation, seed, fromMs, take: (one) => heard.push(one), tell: (one) => truth.push(one) });
  return { heard, truth };
};

/** What is wrong with what was heard, in words. */
const complaints = (heard: readonly Received[]): string[] =>
  heard.flatMap((one) => {
    if (one.type === 'context') return contextEntry.safeParse(one.context).error?.message ?? [];
    if (one.type === 'session') return [];
    return one.readings.flatMap(({ kind, body }) => {
      const decoded = decodePublish(kind, JSON.stringify(body));
      if (!decoded.ok) return `${kind}: ${decoded.refusal.message}`;
      return decoded.items.flatMap((item) => (item.ok ? [] : `${kind}: ${item.refusal.field} ${item.refusal.message}`));
    });
  });

const lives: readonly LifeSpec[] = [
  { life: 'base', number: 3, months: 0.2 },
  { life: 'base', number: 9, months: 0.2 },
  { life: 'entrapments', number: 2, entrapments: 4 },
  ...progressiveKinds.map((kind, number): LifeSpec => ({ life: 'progressive', number, months: 0.1, kind })),
];

describe('the months of a lift', () => {
  it.each(lives)('are told in valid readings, in the order of arrival: %o', (spec) => {
    const { heard } = live(spec);
    expect(heard.length).toBeGreaterThan(500);
    expect(complaints(heard)).toEqual([]);
    const times = heard.map((one) => one.receivedAtMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('are the same with the same seed, and others with another', () => {
    const spec: LifeSpec = { life: 'base', number: 1, months: 0.1 };
    const first = JSON.stringify(live(spec));
    expect(JSON.stringify(live(spec))).toBe(first);
    expect(JSON.stringify(live(spec, 4))).not.toBe(first);
  });

  it('are told over the line: a cut line loses nothing and a lossy one some', () => {
    const seqs = live({ life: 'base', number: 4, months: 0.3 }).heard.flatMap((one) =>
      one.type === 'readings' ? one.readings.map(({ body }) => `${body.boot}/${body.seq}`) : [],
    );
    expect(new Set(seqs).size).toBe(seqs.length);
  });
});

describe('a progressive fault that fails', () => {
  /** The car door as the code of the failure came, in the first lift of which it was heard. */
  const doorAtFailure = (kind: ProgressiveKind, code: string): string | undefined => {
    for (let number = 0; number < 6; number++) {
      let door: string | undefined;
      for (const one of live({ life: 'progressive', number, months: 1, kind }).heard)
        for (const { kind: reading, body } of one.type === 'readings' ? one.readings : []) {
          if (reading === 'state') door = body.carDoorStatus ?? door;
          if (reading === 'event' && body.type === 'code' && body.code === code) return door;
        }
    }
    return undefined;
  };
  it.each(['door-operator-wear', 'sill-debris'] as const)('%s: the door that does not close stands open', (kind) => {
    expect(doorAtFailure(kind, '02')).toBe('opened');
  });
  it('a machine fails with the door closed', () => {
    expect(doorAtFailure('bearing-defect', '06')).toBe('closed');
  });
});

describe('the truth of nuisances', () => {
  it('lasts as long as the car stays warm', () => {
    const { baseRates } = evaluation;
    const warmCars = {
      ...evaluation,
      baseRates: {
        ...baseRates,
        per100LiftMonths: { ...baseRates.per100LiftMonths, nuisanceEvents: 3_000 },
        nuisanceShares: Object.fromEntries(nuisanceKinds.map((kind) => [kind, kind === 'warm-empty-car' ? 1 : 0])),
      } as typeof baseRates,
    };
    const lastedMs: number[] = [];
    const tell = (one: MonthsTruth): void => {
      if (one.truth === 'nuisance') lastedMs.push(one.toMs - one.fromMs);
    };
    liveThrough(
      { life: 'base', number: 1, months: 0.2 },
      { evaluation: warmCars, seed: 3, fromMs, take: () => undefined, tell },
    );
    expect(lastedMs.length).toBeGreaterThan(0);
    for (const ms of lastedMs) expect(ms).toBeGreaterThanOrEqual(600_000);
  });
});

describe('the truth of entrapments', () => {
  const entrapped = Array.from(
    { length: 60 },
    (_, number) => live({ life: 'entrapments', number, entrapments: 4 }).truth,
  ).flatMap((truth) => truth.filter((one) => one.truth === 'entrapment'));
  it('has every kind, impaired ones, and some that no row can find', () => {
    expect(new Set(entrapped.map((one) => one.kind))).toEqual(new Set(entrapmentKinds));
    const impaired = entrapped.filter((one) => one.impairment !== 'none').length / entrapped.length;
    expect(impaired).toBeGreaterThan(0.1);
    expect(impaired).toBeLessThan(0.4);
    const undetectable = entrapped.filter((one) => one.dueMs === null);
    expect(undetectable.length).toBeGreaterThan(0);
    for (const one of undetectable) expect(one.where).toBe('at-floor');
  });
  it('is due after the onset', () => {
    for (const one of entrapped) if (one.dueMs !== null) expect(one.dueMs).toBeGreaterThanOrEqual(one.onsetMs);
  });
});

describe('when a row of the table speaks', () => {
  const at = { onsetMs: 0, occupied: true, arrivedHere: false, guarded: false } as const;
  it.each([
    ['occupied between floors', { ...at, where: 'between-floors' }, 30_000],
    ['with a safety fault', { ...at, where: 'between-floors', safetyCodeMs: 4_000 }, 10_000],
    ['with one that comes later', { ...at, where: 'between-floors', safetyCodeMs: 14_000 }, 14_000],
    ['locked out', { ...at, where: 'between-floors', guarded: true }, 90_000],
    ['occupancy unknown', { ...at, where: 'between-floors', occupied: false }, 60_000],
    ['at the floor it came to', { ...at, where: 'at-floor', arrivedHere: true }, 90_000],
    ['at a floor without evidence', { ...at, where: 'at-floor' }, 300_000],
    ['unknown, with a failed opening', { ...at, where: 'at-floor', occupied: false, doorEvidenceMs: 20_000 }, 90_000],
    ['unknown, without', { ...at, where: 'at-floor', occupied: false }, undefined],
    ['unknown, but they press', { ...at, where: 'at-floor', occupied: false, pressedMs: 45_000 }, 45_000],
    ['power lost', { ...at, where: 'at-floor', powerLostMs: 0 }, 60_000],
    ['silent', { ...at, where: 'between-floors', silentFromMs: -20_000, heardAgainMs: 900_000 }, 280_000],
    [
      'silent and unknown',
      { ...at, where: 'between-floors', occupied: false, silentFromMs: -20_000, heardAgainMs: 900_000 },
      900_000,
    ],
  ] as const)('%s', (_, entrapment, due) => {
    expect(dueOf(entrapment)).toBe(due);
  });
});
