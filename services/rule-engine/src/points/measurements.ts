/** Type of a field as InfluxDB keeps it; it is fixed per measurement and field for ever. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';

export interface Measurement {
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** Where a telemetry point comes from; a reading is found again by (terminal, boot, seq). */
const origin = { terminal: 'string', boot: 'string', seq: 'integer', unknown: 'string' } as const;

const findingFields = {
  finding_id: 'string',
  revision: 'integer',
  stage: 'string',
  priority: 'string',
  kind: 'string',
  rule: 'string',
  rule_version: 'string',
  score: 'float',
  onset_ms: 'integer',
  age_ms: 'integer',
  occupancy: 'string',
  registered: 'boolean',
  site_id: 'string',
  district_id: 'string',
  firm_id: 'string',
  terminal: 'string',
  boot: 'string',
  seq: 'integer',
} as const;

const totals = {
  readings: 'integer',
  late_readings: 'integer',
  trips: 'integer',
  distance_m: 'float',
  door_cycles: 'integer',
  reopens: 'integer',
  lock_bounces: 'integer',
  events: 'integer',
  faults: 'integer',
  entrapments: 'integer',
} as const;

/** Lifts by what is known of them at the end of the window; `unknown` is never counted as normal. */
const census = { lifts: 'integer', normal: 'integer', fault: 'integer', unknown: 'integer' } as const;
const durations = { normal_s: 'float', fault_s: 'float', unknown_s: 'float' } as const;

/**
 * Every measurement that the engine writes, with its tags and typed fields: the one place that says so. `unknown` of
 * telemetry lists the signals that the terminal reported as no longer known. Firm, site and address are fields at
 * most: as tags they would split the series of a lift when its contract changes.
 */
export const measurements = {
  lift_state: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      heartbeat: 'boolean',
      service_mode: 'string',
      car_status: 'string',
      direction: 'string',
      door_zone: 'boolean',
      floor: 'string',
      car_door_status: 'string',
      landing_door_status: 'string',
      passenger_present: 'boolean',
      people_count: 'integer',
      drive_status: 'string',
      call_button_held: 'boolean',
      brake_test_percent: 'float',
      load_percent: 'float',
      overload: 'boolean',
      power_status: 'string',
      position_m: 'float',
      speed_mps: 'float',
      top_limit: 'boolean',
      bottom_limit: 'boolean',
      machine_room_temperature_c: 'float',
      motor_temperature_c: 'float',
      controller_temperature_c: 'float',
      car_temperature_c: 'float',
    },
  },
  event: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      type: 'string',
      phase: 'string',
      dialect: 'string',
      code: 'string',
      floor: 'string',
      pressed_ms: 'integer',
    },
  },
  trip: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      from_floor: 'string',
      to_floor: 'string',
      direction: 'string',
      distance_m: 'float',
      duration_ms: 'integer',
      load_percent: 'float',
      levelling_error_mm: 'float',
      max_speed_mps: 'float',
      vibration_a95_x_mps2: 'float',
      vibration_a95_y_mps2: 'float',
      vibration_a95_z_mps2: 'float',
      vibration_pk_pk_x_mps2: 'float',
      vibration_pk_pk_y_mps2: 'float',
      vibration_pk_pk_z_mps2: 'float',
      motor_current_a: 'float',
      motor_current_peak_a: 'float',
      brake_release_delay_ms: 'float',
      brake_apply_delay_ms: 'float',
      brake_switch_mismatches: 'integer',
      slip_percent: 'float',
      energy_wh: 'float',
      relevels: 'integer',
    },
  },
  door_cycle: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      floor: 'string',
      open_time_ms: 'integer',
      close_time_ms: 'integer',
      dwell_ms: 'integer',
      fully_opened: 'boolean',
      reopens: 'integer',
      light_curtain_blocks: 'integer',
      light_curtain_blocked_ms: 'integer',
      lock_bounces: 'integer',
      motor_current_peak_a: 'float',
      motor_energy_j: 'float',
    },
  },
  counters: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      running_time_h: 'float',
      runs: 'integer',
      door_openings: 'integer',
      rope_bends: 'integer',
      travel_m: 'float',
      passengers: 'integer',
      energy_kwh: 'float',
    },
  },
  terminal: {
    tags: ['lift_id'],
    fields: {
      ...origin,
      power_source: 'string',
      battery_percent: 'float',
      rssi_dbm: 'float',
      firmware: 'string',
      last_gasp: 'boolean',
      faulty_sensors: 'string',
    },
  },
  /** One point per line of the finding log. */
  fault: { tags: ['lift_id', 'code', 'change'], fields: findingFields },
  /** One point per finding, at its onset; overwritten until it has ended. The map reads this. */
  open_fault: {
    tags: ['lift_id', 'code'],
    fields: { ...findingFields, open: 'boolean', ended_ms: 'integer', duration_s: 'float' },
  },
  /** Score 0-100 of the worst finding open on a lift; written when it changes. `known` false: the lift is silent. */
  score: {
    tags: ['lift_id'],
    fields: { score: 'float', open_findings: 'integer', priority: 'string', known: 'boolean' },
  },
  /** One point per finding about wear, at its onset; overwritten as it goes on. `open` false: it has ended. */
  warning: {
    tags: ['lift_id', 'component'],
    fields: {
      finding_id: 'string',
      revision: 'integer',
      code: 'string',
      stage: 'string',
      level: 'string',
      cause: 'string',
      severity: 'string',
      priority: 'string',
      score: 'float',
      risk: 'float',
      component_score: 'float',
      never_budgeted: 'boolean',
      open: 'boolean',
      at_ms: 'integer',
      onset_ms: 'integer',
      low_h: 'float',
      mid_h: 'float',
      high_h: 'float',
      ended_by: 'string',
      driver: 'string',
      site_id: 'string',
      district_id: 'string',
      firm_id: 'string',
    },
  },
  /** Health of a lift, once a day. `index` and a component are absent where they are unknown; `known` says of the index. */
  health: {
    tags: ['lift_id'],
    fields: {
      index: 'float',
      known: 'boolean',
      grade: 'string',
      coverage_percent: 'float',
      door: 'float',
      lock: 'float',
      brake: 'float',
      drive: 'float',
      rope: 'float',
      levelling: 'float',
      ride: 'float',
      control: 'float',
      movement: 'float',
    },
  },
  /** Per engine partition: sum over `partition` for the fleet. */
  fleet_1m: { tags: ['partition'], fields: { ...totals, ...census } },
  district_5m: { tags: ['district_id', 'partition'], fields: { ...totals, ...census } },
  firm_1d: { tags: ['firm_id', 'partition'], fields: { ...totals, ...durations, lifts: 'integer' } },
  lift_1d: { tags: ['lift_id'], fields: { ...totals, ...durations } },
} as const satisfies Record<string, Measurement>;

export type MeasurementName = keyof typeof measurements;
