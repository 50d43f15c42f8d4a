import type { SeriesRow, TimeSeries } from '@liftwatch/stores';
import { ConsoleError } from '../errors.ts';

/** What may be drawn of a lift, by measurement. */
export const trendFields = {
  trip: [
    'duration_ms',
    'distance_m',
    'levelling_error_mm',
    'vibration_a95_x_mps2',
    'vibration_a95_y_mps2',
    'vibration_a95_z_mps2',
    'vibration_pk_pk_z_mps2',
    'motor_current_a',
    'brake_release_delay_ms',
    'brake_apply_delay_ms',
    'slip_percent',
    'energy_wh',
    'from_floor',
    'to_floor',
  ],
  door_cycle: ['floor', 'open_time_ms', 'close_time_ms', 'reopens', 'lock_bounces', 'motor_current_peak_a'],
  lift_state: ['motor_temperature_c', 'machine_room_temperature_c', 'controller_temperature_c', 'load_percent'],
  terminal: ['battery_percent', 'rssi_dbm'],
  score: ['score', 'open_findings', 'known'],
} as const;
export type TrendMeasurement = keyof typeof trendFields;

export const TREND_ROWS = 5_000;

export interface TrendQuery {
  readonly liftId: string;
  readonly measurement: TrendMeasurement;
  readonly fields: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Trend {
  readonly rows: readonly Pick<SeriesRow, 'atMs' | 'fields'>[];
  /** There is more than was sent: look at less at once. */
  readonly isCut: boolean;
}

/** Points of one lift in a window, in order. @throws {ConsoleError} LIFT_CONSOLE_SERIES_ABSENT */
export const readTrend = async (series: TimeSeries | undefined, query: TrendQuery): Promise<Trend> => {
  if (series === undefined)
    throw new ConsoleError(
      'LIFT_CONSOLE_SERIES_ABSENT',
      'this console reads no time series: set LIFTWATCH_CONSOLE_INFLUX_URL',
    );
  const { liftId, ...window } = query;
  const rows = await series.query({ ...window, tags: { lift_id: liftId }, limit: TREND_ROWS + 1 });
  return {
    rows: rows.slice(0, TREND_ROWS).map(({ atMs, fields }) => ({ atMs, fields })),
    isCut: rows.length > TREND_ROWS,
  };
};
