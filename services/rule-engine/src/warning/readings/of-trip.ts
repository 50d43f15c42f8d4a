import type { TripReading } from '@liftwatch/schemas';
import { placeOf } from '../features/features.ts';

/** Where a trip's value belongs, and where it is found; null and absent values say nothing. */
export interface TripValue {
  readonly place: number;
  of(trip: TripReading): number | null | undefined;
}

const value = (feature: string, of: TripValue['of']): TripValue => ({ place: placeOf(feature), of });

export const tripValues: readonly TripValue[] = [
  value('brake-release-delay', (trip) => trip.brakeReleaseDelayMs),
  value('brake-apply-delay', (trip) => trip.brakeApplyDelayMs),
  value('slip', (trip) => trip.slipPercent),
  value('levelling-error', (trip) => trip.levellingErrorMm),
  value('ride-lateral-x', (trip) => trip.vibrationA95XMps2),
  value('ride-lateral-y', (trip) => trip.vibrationA95YMps2),
  value('ride-vertical', (trip) => trip.vibrationA95ZMps2),
  value('ride-peak-x', (trip) => trip.vibrationPkPkXMps2),
  value('ride-peak-y', (trip) => trip.vibrationPkPkYMps2),
  value('ride-peak-vertical', (trip) => trip.vibrationPkPkZMps2),
  value('motor-current', (trip) => trip.motorCurrentA),
  value('run-time', (trip) => trip.durationMs),
];
