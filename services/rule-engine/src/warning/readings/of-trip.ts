import type { TripReading } from '@liftwatch/schemas';

/** Feature name and value, as one trip gives them; null and absent values are left out. */
export const valuesOfTrip = (trip: TripReading): [name: string, value: number][] => {
  const values: [string, number][] = [];
  const add = (name: string, value: number | null | undefined): void => {
    if (typeof value === 'number') values.push([name, value]);
  };
  add('brake-release-delay', trip.brakeReleaseDelayMs);
  add('brake-apply-delay', trip.brakeApplyDelayMs);
  add('slip', trip.slipPercent);
  add('levelling-error', trip.levellingErrorMm);
  add('ride-lateral-x', trip.vibrationA95XMps2);
  add('ride-lateral-y', trip.vibrationA95YMps2);
  add('ride-vertical', trip.vibrationA95ZMps2);
  add('ride-peak-x', trip.vibrationPkPkXMps2);
  add('ride-peak-y', trip.vibrationPkPkYMps2);
  add('ride-peak-vertical', trip.vibrationPkPkZMps2);
  add('motor-current', trip.motorCurrentA);
  if (trip.durationMs > 0) add('run-time', trip.durationMs);
  return values;
};
