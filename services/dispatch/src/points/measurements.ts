import type { FieldType } from '@liftwatch/stores';

interface Measurement {
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** Who and where, as people read it; names are fields, because a name may change. */
const names = {
  lift_name: 'string',
  site_name: 'string',
  district_name: 'string',
  firm_name: 'string',
  brand: 'string',
} as const;

/** A share with its 95 % Wilson interval; absent where it is a share of nothing. */
const share = <const Name extends string>(name: Name) =>
  ({
    [`${name}_part`]: 'integer',
    [`${name}_of`]: 'integer',
    [name]: 'float',
    [`${name}_low`]: 'float',
    [`${name}_high`]: 'float',
  }) as { [K in Name | `${Name}_low` | `${Name}_high`]: 'float' } & { [K in `${Name}_part` | `${Name}_of`]: 'integer' };

/**
 * Every measurement that dispatch writes, with its tags and typed fields: the one place that says so. Tags hold what does
 * not change while a point is overwritten and what queries group by, and no more: with a series per lift the map of a city
 * took seconds. District and firm are those at the time of the incident. Field types are fixed for ever. Integers 0 and 1 stand for no and yes where queries add them up.
 */
export const measurements = {
  /** One point per incident at its opening, overwritten with each revision. The map reads it. */
  incident: {
    tags: ['kind', 'district_id'],
    fields: {
      lift_id: 'string',
      firm_id: 'string',
      ...names,
      incident_id: 'string',
      state: 'string',
      /** 1 while it is so and people act on it. */
      live: 'integer',
      priority: 'string',
      /** 0 (danger to life) to 4 (notice), for sizes and colours. */
      severity: 'integer',
      outcome: 'string',
      codes: 'string',
      summary_zh: 'string',
      summary_en: 'string',
      floor: 'string',
      latitude: 'float',
      longitude: 'float',
      opened_ms: 'integer',
      ended_ms: 'integer',
      duration_s: 'float',
      drill: 'integer',
    },
  },
  /**
   * One point per entrapment that reached the alarm, at the opening of its incident, overwritten until it is closed.
   * Times in s from the alarm of the newest episode. `hour` is that of the opening, Asia/Shanghai.
   */
  rescue: {
    tags: ['district_id', 'hour'],
    fields: {
      lift_id: 'string',
      firm_id: 'string',
      ...names,
      incident_id: 'string',
      state: 'string',
      live: 'integer',
      episode: 'integer',
      place: 'string',
      codes: 'string',
      confirmation: 'string',
      response_s: 'float',
      arrival_s: 'float',
      release_s: 'float',
      /** 1 kept, 0 not kept; absent while it runs or where it stopped mattering. */
      response_within_3_min: 'integer',
      arrival_within_15_min: 'integer',
      arrival_within_30_min: 'integer',
      response_overdue: 'integer',
      arrival_overdue: 'integer',
      level: 'integer',
      people: 'integer',
      cause: 'string',
      self_released: 'integer',
      false_alarm: 'integer',
      drill: 'integer',
      /** Clocks not kept, in words; absent where all were. */
      breach_zh: 'string',
      breach_en: 'string',
      breaches: 'integer',
    },
  },
  /** Figures of the last 30 days of the city, of each district and of each firm; rewritten at the day's start when they change, at least each hour. */
  figures_30d: {
    tags: ['scope', 'id'],
    fields: {
      name: 'string',
      lifts: 'integer',
      /** Registered at any time of the 30 days: what rates are out of, so that none improves by a lift's being taken out. */
      lifts_30d: 'integer',
      removed_lifts_30d: 'integer',
      /** Gone over to another firm or district in the 30 days; each counts with both. */
      moved_lifts_30d: 'integer',
      entrapments: 'integer',
      false_alarms: 'integer',
      self_released: 'integer',
      repeat_lifts: 'integer',
      takeovers: 'integer',
      people_freed: 'integer',
      faults: 'integer',
      faults_per_100_lifts: 'float',
      entrapments_per_100_lifts: 'float',
      ...share('affected'),
      response_mean_s: 'float',
      response_p90_s: 'float',
      arrival_mean_s: 'float',
      arrival_p90_s: 'float',
      release_mean_s: 'float',
      ...share('response_within_3_min'),
      ...share('arrival_within_15_min'),
      ...share('arrival_within_30_min'),
    },
  },
  /** A lift that keeps coming back; written for such lifts only, rewritten with the figures at the day's start. */
  repeat_lift: {
    tags: ['lift_id'],
    fields: {
      ...names,
      entrapments_30d: 'integer',
      faults_30d: 'integer',
      kinds: 'string',
      newest_ms: 'integer',
    },
  },
  /** A lift that was taken out of the registry, at the moment of it; as it was registered last. */
  removed_lift: {
    tags: ['lift_id'],
    fields: { ...names, firm_id: 'string', district_id: 'string', reason: 'string', removed_by: 'string' },
  },
  /** How dispatch is, once a minute; a minute without a point is a minute without dispatch. */
  dispatch_1m: {
    tags: [],
    fields: {
      open_incidents: 'integer',
      live_entrapments: 'integer',
      late_entrapments: 'integer',
      messages_waiting: 'integer',
      oldest_waiting_s: 'float',
      messages_failed: 'integer',
      context_waiting: 'integer',
      set_aside: 'integer',
      points_waiting: 'integer',
      registered_lifts: 'integer',
      lifts_without_place: 'integer',
    },
  },
} as const satisfies Record<string, Measurement>;

export type MeasurementName = keyof typeof measurements;
