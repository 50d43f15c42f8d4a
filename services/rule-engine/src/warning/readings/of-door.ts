import type { DoorReading } from '@liftwatch/schemas';

/** Feature name and value, as one door cycle gives them. Times count only of a movement that nothing reversed. */
export const valuesOfDoor = (door: DoorReading): [name: string, value: number][] => {
  const values: [string, number][] = [];
  const add = (name: string, value: number | null | undefined): void => {
    if (typeof value === 'number' && value > 0) values.push([name, value]);
  };
  const undisturbed = (door.reopens ?? 0) === 0;
  if (undisturbed) add('door-close-time', door.closeTimeMs);
  if (door.fullyOpened !== false) add('door-open-time', door.openTimeMs);
  if (undisturbed) {
    add('door-motor-peak', door.motorCurrentPeakA);
    add('door-motor-energy', door.motorEnergyJ);
  }
  return values;
};

/** Reversals that the light curtain does not explain; undefined: the terminal does not count them. */
export const unexplainedReopens = (door: DoorReading): number | undefined =>
  typeof door.reopens === 'number' ? Math.max(0, door.reopens - (door.lightCurtainBlocks ?? 0)) : undefined;
