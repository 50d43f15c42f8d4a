import type { Lift } from '../physics/lift.ts';
import type { PersonSensor } from '../sensors/person-sensor.ts';

/** What a fault can act on. */
export interface Target {
  readonly lift: Lift;
  readonly personSensor: PersonSensor;
  /** The terminal's own troubles; the fleet carries them out. */
  readonly terminal: TerminalTroubles;
}

export interface TerminalTroubles {
  silent: boolean;
  /** Heard from, but the signals of the lift no longer change. */
  stale: boolean;
}

/** What a watcher should make of a fault, counted from its onset. `code` is canonical. */
export interface Expectation {
  readonly code: string;
  readonly verdict: 'alarm' | 'fault' | 'ticket' | 'event';
  readonly notBeforeS: number;
  readonly withinS: number;
}

export type Arguments = Readonly<Record<string, number>>;

/**
 * One way in which a lift fails. `code` is the catalogue's. It acts on the machinery or a sensor and the true signals
 * follow; where a code has no signal of its own, the controller only reports it.
 */
export interface Injector {
  readonly code: string;
  readonly en: string;
  /** Arguments with their defaults; the unit is in the name. */
  readonly args: Arguments;
  /** No signal shows the code itself: it is due only where the controller reports it. */
  readonly needsReport?: boolean;
  /** The moment has come; asked in every step from the injection on. Absent: at once. */
  readonly ready?: (target: Target, args: Arguments) => boolean;
  readonly begin: (target: Target, args: Arguments) => void;
  /** Called in every step while the fault lasts. */
  readonly during?: (target: Target, args: Arguments) => void;
  readonly end: (target: Target) => void;
  /** Judged right after `begin`. */
  readonly expects: (target: Target, args: Arguments) => readonly Expectation[];
}

export const fault = (code: string, withinS = 10): readonly Expectation[] => [
  { code, verdict: 'fault', notBeforeS: 0, withinS },
];
export const nothing = (): readonly Expectation[] => [];
