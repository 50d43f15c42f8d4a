import { defineScenario, type recordScenario } from '@liftwatch/edge-simulator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abandoned, falseCalls, judgeScenario, missed } from './recording/simulated.ts';

type Line = ReturnType<typeof recordScenario>['lines'][number];

const DURATION_S = 1_200;
const busy = defineScenario({
  name: 'untidy',
  title: { zh: '乱序网络', en: 'Readings out of order' },
  about: 'A busy building behind a gateway that has several ways out',
  durationS: DURATION_S,
  startHour: 8,
  fleet: [{ prefix: 'L', count: 4, floors: 12, intensity: 1.5 }],
  steps: [
    { at: 300, do: 'call', lifts: ['L-01'], from: 0, to: 9, people: 1 },
    { at: 301, do: 'inject', lifts: ['L-01'], code: 'X02', forS: 400 },
  ],
});

/** A tenth of the readings are overtaken by what comes up to `mostMs` later, and a tenth come twice. Nothing is lost. */
const untidy =
  (seed: number, mostMs: number) =>
  (lines: readonly Line[]): readonly Line[] => {
    const chance = fc.sample(fc.tuple(fc.nat(9), fc.nat(mostMs), fc.nat(9)), { numRuns: lines.length, seed });
    return lines
      .flatMap((line, i): Line[] => {
        const [overtaken, byMs, twice] = chance[i] ?? [1, 0, 1];
        if (!('topic' in line)) return [line];
        const late = overtaken === 0 ? { ...line, receivedAt: line.receivedAt + byMs } : line;
        return twice === 0 ? [late, { ...late, receivedAt: late.receivedAt + 5 }] : [late];
      })
      .toSorted((a, b) => a.receivedAt - b.receivedAt);
  };

test.each([1, 2, 3])(
  'seed %i: readings come twice and out of order; what is due is found and nobody is called for nothing',
  { timeout: 120_000 },
  async (seed) => {
    const judged = await judgeScenario(busy, seed, untidy(seed, 900));
    const endMs = (judged.truth[0]?.atMs ?? 0) + DURATION_S * 1_000;
    expect(judged.failures).toEqual([]);
    expect(judged.truth.filter((t) => t.truth === 'injected')).toHaveLength(1);
    expect([missed(judged, endMs), abandoned(judged, endMs), falseCalls(judged)]).toEqual([[], [], []]);
    const others = judged.findings.filter((f) => f.liftId !== 'L-01' && ['P0', 'P1'].includes(f.priority));
    expect(others.map((f) => `${f.liftId} ${f.code} ${f.stage}`)).toEqual([]);
  },
);
