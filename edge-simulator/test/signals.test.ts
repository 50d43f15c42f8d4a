import { parseTopic, type StateReading } from '@liftwatch/schemas';
import { describe, expect, it } from 'vitest';
import { defineScenario, loadScenario, recordScenario, type ReplayLine, type ScenarioInput } from '../src/index.ts';

type Body = Record<string, unknown> & { at: number };
const readings = (lines: readonly ReplayLine[], liftId: string, kind: string): Body[] =>
  lines.flatMap((line) => {
    if (!('topic' in line)) return [];
    const topic = parseTopic(line.topic);
    if (topic.type !== 'reading' || topic.liftId !== liftId || topic.kind !== kind) return [];
    const payload = line.payload as Body | { readings: Body[] };
    return 'readings' in payload ? (payload.readings as Body[]) : [payload];
  });

/** All signals as they stood after the last reading before a moment: what a watcher knows. */
const knownAt = (lines: readonly ReplayLine[], liftId: string, atMs: number): Partial<StateReading> =>
  Object.assign({}, ...readings(lines, liftId, 'state').filter((r) => r.at <= atMs)) as Partial<StateReading>;

const withFault = (code: string, more: Partial<ScenarioInput['fleet'][number]> = {}) =>
  recordScenario(
    defineScenario({
      name: 'one',
      title: { zh: '', en: '' },
      about: '',
      startHour: 8,
      durationS: 600,
      fleet: [{ prefix: 'a', count: 1, intensity: 4, ...more }],
      steps: [{ at: 30, do: 'inject', lifts: 'all', code }],
    }),
    { seed: 2 },
  );

describe('the signals follow the fault', () => {
  it.each<[string, (known: Partial<StateReading>) => void]>([
    [
      'X02',
      (s) =>
        expect(s).toMatchObject({
          carStatus: 'stopped',
          doorZone: false,
          carDoorStatus: 'closed',
          passengerPresent: true,
        }),
    ],
    ['X01', (s) => expect(s).toMatchObject({ carStatus: 'stopped', doorZone: true, carDoorStatus: 'closed' })],
    ['05', (s) => expect(s).toMatchObject({ carStatus: 'stopped', doorZone: false, carDoorStatus: 'opened' })],
    ['07', (s) => expect(s).toMatchObject({ floor: null, positionM: null, carStatus: 'stopped' })],
    ['41', (s) => expect(s).toMatchObject({ powerStatus: 'lost', carStatus: 'stopped', loadPercent: null })],
    ['43', (s) => expect(s.serviceMode).toBe('inspection')],
    ['X03', (s) => expect(s).toMatchObject({ topLimit: true, doorZone: false })],
    ['X04', (s) => expect(s).toMatchObject({ bottomLimit: true, doorZone: false })],
    ['X10', (s) => expect(s).toMatchObject({ carStatus: 'stopped', carDoorStatus: 'opened' })],
    ['X21', (s) => expect(s.passengerPresent).toBe(true)],
  ])('%s', (code, check) => {
    const { lines, truth } = withFault(code);
    const injected = truth.find((t) => t.truth === 'injected');
    expect(injected).toBeDefined();
    check(knownAt(lines, 'a-01', (injected?.atMs ?? 0) + 60_000));
  });

  it('X05 shows a speed above the rated one, X12 and X13 show in trips, X09 in door cycles', () => {
    const speeds = readings(withFault('X05', { floors: 40 }).lines, 'a-01', 'state').map((r) =>
      Math.abs(Number(r['speedMps'] ?? 0)),
    );
    expect(Math.max(...speeds)).toBeGreaterThan(1.75 * 1.1);
    const roughest = (code: string): number =>
      Math.max(...readings(withFault(code).lines, 'a-01', 'trip').map((r) => Number(r['vibrationA95ZMps2'])));
    expect(roughest('X12')).toBeGreaterThan(2 * roughest('40'));
    const offLevel = readings(withFault('X13').lines, 'a-01', 'trip').map((r) => Number(r['levellingErrorMm']));
    expect(Math.max(...offLevel)).toBeGreaterThan(10);
    const reopens = readings(withFault('X09').lines, 'a-01', 'door').map((r) => Number(r['reopens']));
    expect(Math.max(...reopens)).toBeGreaterThanOrEqual(6);
  });

  it('shows none of it without the fault', () => {
    const { lines } = withFault('40');
    for (const trip of readings(lines, 'a-01', 'trip'))
      expect(Math.abs(Number(trip['levellingErrorMm']))).toBeLessThan(20);
    for (const door of readings(lines, 'a-01', 'door')) expect(Number(door['reopens'])).toBeLessThan(3);
  });

  it('wrong clocks stamp wrong times, and a clock set back lets sentAt fall while seq rises', () => {
    const { lines } = recordScenario(loadScenario('clocks-wrong'), { seed: 1 });
    const offsetS = (liftId: string): number => {
      const line = lines.find((l) => 'topic' in l && l.topic === `lift/v1/${liftId}/terminal`);
      return line && 'payload' in line ? Math.round(((line.payload as Body).at - line.receivedAt) / 1000) + 0 : NaN;
    };
    expect([offsetS('slow-01'), offsetS('fast-01'), offsetS('day-01'), offsetS('back-01')]).toEqual([
      -7_200, 7_200, 86_400, 0,
    ]);
    const back = readings(lines, 'back-01', 'state');
    const falls = back.filter((r, i) => i > 0 && r.at < (back[i - 1]?.at ?? 0));
    expect(falls).toHaveLength(1);
  });

  it('a dead supply ends in a last word, silence and a new boot', () => {
    const { lines } = recordScenario(loadScenario('power-cut-of-a-building'), { seed: 1 });
    const words = readings(lines, 'dark-01', 'terminal');
    expect(words.some((w) => w['powerSource'] === 'battery')).toBe(true);
    const gasp = words.find((w) => w['lastGasp'] === true);
    const after = readings(lines, 'dark-01', 'state').filter((r) => r.at > (gasp?.at ?? Infinity) + 3_000);
    expect(after[0]?.at).toBeGreaterThan((gasp?.at ?? 0) + 200_000);
    expect(after[0]?.['boot']).toMatch(/^T-dark-01-\w+-2$/);
    expect(readings(lines, 'light-01', 'terminal').every((w) => w['powerSource'] === 'mains')).toBe(true);
  });

  it('a run that is started again boots anew: what it says is no copy of what was said before', () => {
    const boots = (startAtMs: number): Set<unknown> => {
      const { lines } = recordScenario(loadScenario('rush-hour'), { seed: 1, startAtMs, durationS: 30 });
      const said = lines.flatMap((l) => ('payload' in l ? [(l.payload as Body)['boot']] : []));
      return new Set(said.filter((boot) => boot !== undefined));
    };
    const [before, after] = [boots(1_767_225_600_000), boots(1_767_225_660_000)];
    expect(before.size).toBeGreaterThan(0);
    expect([...after].filter((boot) => before.has(boot))).toEqual([]);
  });
});
