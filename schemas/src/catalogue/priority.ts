import type { Priority } from '../severity.ts';
import type { Occupancy } from './entry.ts';

type ByOccupancy = Readonly<Record<Occupancy, Priority>>;

/** The same whoever is in the car. */
export const always = (priority: Priority): ByOccupancy => ({ occupied: priority, empty: priority, unknown: priority });

/** Unknown counts as occupied: what is not known never reads as nobody there. */
export const peopleOrEmpty = (people: Priority, empty: Priority): ByOccupancy => ({
  occupied: people,
  empty,
  unknown: people,
});
