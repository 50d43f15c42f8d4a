import { defineScenario, type ScenarioInput } from '@liftwatch/edge-simulator';

/** 22:20 in Shanghai, so that a midnight passes and a day is closed. */
export const CITY_STARTS_MS = Date.parse('2026-03-02T22:20:00+08:00');
export const CITY_LASTS_S = 6_600;

const incidents: ScenarioInput['steps'] = [
  // One lift that comes back: held between floors twice.
  { at: 300, do: 'call', lifts: 'big-01', from: 0, to: 9, people: 2 },
  { at: 301, do: 'inject', lifts: 'big-01', code: 'X02', forS: 420, report: { dialect: 'core', code: '04' } },
  { at: 2_400, do: 'call', lifts: 'big-01', from: 0, to: 9, people: 1 },
  { at: 2_401, do: 'inject', lifts: 'big-01', code: 'X02', forS: 420, report: { dialect: 'core', code: '04' } },
  // One that nobody comes to for more than 30 minutes.
  { at: 900, do: 'call', lifts: 'small-02', from: 0, to: 3, people: 1 },
  { at: 901, do: 'inject', lifts: 'small-02', code: 'X02', forS: 2_400, report: { dialect: 'core', code: '04' } },
  // One that is going on at the end.
  { at: 5_800, do: 'call', lifts: 'big-03', from: 0, to: 9, people: 3 },
  { at: 5_801, do: 'inject', lifts: 'big-03', code: 'X02', report: { dialect: 'core', code: '04' } },
  // Faults without people, again and again.
  ...[1_200, 2_600, 4_000].map((at) => ({
    at,
    do: 'emit' as const,
    lifts: 'big-05',
    code: '02',
    phase: 'raised' as const,
    eventId: `door-${at}`,
  })),
  { at: 1_500, do: 'emit', lifts: 'big-05', code: '02', phase: 'cleared', eventId: 'door-1200' },
  { at: 2_900, do: 'emit', lifts: 'big-05', code: '02', phase: 'cleared', eventId: 'door-2600' },
  { at: 4_300, do: 'emit', lifts: 'big-05', code: '02', phase: 'cleared', eventId: 'door-4000' },
];

/** A city of two districts, two firms (one too small to compare) and every kind of trouble that a page shows. */
export const cityScenario = () =>
  defineScenario({
    name: 'city',
    title: { zh: '小城', en: 'A small city' },
    about: 'Two districts, two firms, rescues in time and late, a lift that keeps coming back.',
    durationS: CITY_LASTS_S,
    fleet: [
      { prefix: 'big', count: 22, site: 'plaza', firm: 'firm-1', district: 'district-1', floors: 10, intensity: 0.3 },
      { prefix: 'small', count: 4, site: 'garden', firm: 'firm-2', district: 'district-2', floors: 5, intensity: 0.3 },
    ],
    steps: incidents,
  });
