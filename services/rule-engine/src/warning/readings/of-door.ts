import type { DoorReading } from '@liftwatch/schemas';
import { placeOf } from '../features/features.ts';

/** Where a door cycle's value belongs, and where it is found. */
export interface DoorValue {
  readonly place: number;
  of(door: DoorReading): number | null | undefined;
}

/** Nothing turned the door back: only then do its movements say how it runs. */
const undisturbed = (door: DoorReading): boolean => (door.reopens ?? 0) === 0;

const value = (feature: string, of: DoorValue['of']): DoorValue => ({ place: placeOf(feature), of });

export const doorValues: readonly DoorValue[] = [
  value('door-close-time', (door) => (undisturbed(door) ? door.closeTimeMs : undefined)),
  value('door-open-time', (door) => (door.fullyOpened === false ? undefined : door.openTimeMs)),
  value('door-motor-peak', (door) => (undisturbed(door) ? door.motorCurrentPeakA : undefined)),
  value('door-motor-energy', (door) => (undisturbed(door) ? door.motorEnergyJ : undefined)),
];

/** Reversals that the light curtain does not explain; undefined: the terminal does not count them. */
export const unexplainedReopens = (door: DoorReading): number | undefined =>
  typeof door.reopens === 'number' ? Math.max(0, door.reopens - (door.lightCurtainBlocks ?? 0)) : undefined;
