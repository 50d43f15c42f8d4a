import type { Bilingual } from '../finding/finding.ts';

/** A limit that figures are held against, with where it comes from. */
export interface Limit {
  readonly value: number;
  readonly unit: string;
  readonly source: Bilingual;
}

/** The clocks of a rescue. Each starts at the alarm. */
export const rescueLimits = {
  response: {
    value: 180,
    unit: 's',
    source: { zh: 'liftwatch 默认值（实践 3-5 分钟）', en: 'liftwatch default (practice is 3 to 5 minutes)' },
  },
  arrivalTarget: {
    value: 900,
    unit: 's',
    source: { zh: 'liftwatch 默认值（实践 7-15 分钟）', en: 'liftwatch default (practice is 7 to 15 minutes)' },
  },
  arrival: {
    value: 1_800,
    unit: 's',
    source: {
      zh: 'TSG T5002-2017 第五条第四项：直辖市和设区的市不超过 30 分钟',
      en: 'TSG T5002-2017 article 5(4): at most 30 minutes in municipalities and cities with districts',
    },
  },
} as const satisfies Record<string, Limit>;

/** Fewer lifts than this are shown, but not compared: one entrapment more would move the rate by more than 5 per 100. */
export const MINIMUM_FLEET_LIFTS = 20;

/** Entrapments, or faults of a lift, within 30 days from which on it is a repeat-fault lift. Ours. */
export const repeatFrom = { entrapments: 2, faults: 3 } as const;
