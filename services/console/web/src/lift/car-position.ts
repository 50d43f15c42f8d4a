import { signalOf, type LiftState } from './lift-state.ts';

export interface ShaftFacts {
  /** Floor names, lowest first. */
  readonly floors: readonly string[];
  readonly travelM: number | undefined;
}

/** Where the car is between the lowest (0) and the highest landing (1); undefined: nobody can say. */
export const carHeight = (state: LiftState, { floors, travelM }: ShaftFacts): number | undefined => {
  const position = signalOf(state, 'positionM').value;
  if (typeof position === 'number' && travelM !== undefined && travelM > 0)
    return Math.min(1.04, Math.max(-0.04, position / travelM));
  const floor = signalOf(state, 'floor').value;
  const at = floors.findIndex((name) => name === floor);
  return at === -1 || floors.length < 2 ? undefined : at / (floors.length - 1);
};

export type DoorPicture = 'open' | 'closed' | 'moving' | 'faulty' | 'unknown';

const doors: Readonly<Record<string, DoorPicture>> = {
  opened: 'open',
  closed: 'closed',
  'safety-locked': 'closed',
  opening: 'moving',
  closing: 'moving',
  'limited-opened': 'moving',
  'door-fault': 'faulty',
};

export const doorPicture = (state: LiftState): DoorPicture =>
  doors[String(signalOf(state, 'carDoorStatus').value)] ?? 'unknown';

/** Is what the picture shows of the car still known now? */
export const isCertain = (state: LiftState): boolean =>
  state.link === 'up' &&
  signalOf(state, 'carStatus').standing !== 'stale' &&
  signalOf(state, 'floor').standing !== 'stale';
