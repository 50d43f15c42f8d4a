import type { Words } from '../words/zh.ts';

export interface TrendSpec {
  readonly title: keyof Words['chart'];
  readonly measurement: string;
  readonly field: string;
  readonly unit: string;
  /** The rule and argument whose value is drawn in as the limit; `both`: on either side of zero. */
  readonly limit?: {
    readonly rule: string;
    readonly argument: string;
    readonly both?: boolean;
    readonly scale?: number;
  };
}

/** The trends that tell most of a lift's wear, each with the limit that a rule judges by. */
export const trendList: readonly TrendSpec[] = [
  {
    title: 'levelling',
    measurement: 'trip',
    field: 'levelling_error_mm',
    unit: 'mm',
    limit: { rule: 'levelling', argument: 'limitMm', both: true },
  },
  {
    title: 'closeTime',
    measurement: 'door_cycle',
    field: 'close_time_ms',
    unit: 'ms',
    limit: { rule: 'door-closing-fault', argument: 'closeS', scale: 1_000 },
  },
  {
    title: 'vibration',
    measurement: 'trip',
    field: 'vibration_a95_z_mps2',
    unit: 'm/s²',
    limit: { rule: 'vibration', argument: 'verticalA95Mps2' },
  },
  {
    title: 'motorTemperature',
    measurement: 'lift_state',
    field: 'motor_temperature_c',
    unit: '°C',
    limit: { rule: 'over-temperature', argument: 'motorC' },
  },
  { title: 'motorCurrent', measurement: 'trip', field: 'motor_current_a', unit: 'A' },
  { title: 'brakeRelease', measurement: 'trip', field: 'brake_release_delay_ms', unit: 'ms' },
];
