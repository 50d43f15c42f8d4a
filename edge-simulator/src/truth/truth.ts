import type { Arguments, Expectation } from '../faults/index.ts';

/**
 * What was really so, one line of the ground-truth file (NDJSON; format in the package's README). Times are true time,
 * ms since the epoch, whatever the terminals' clocks say. Lines are in the order of `atMs`.
 */
export type Truth =
  | {
      readonly truth: 'run';
      readonly format: 1;
      readonly atMs: number;
      readonly scenario: string;
      readonly seed: number;
      readonly lifts: readonly string[];
    }
  | {
      readonly truth: 'injected';
      readonly atMs: number;
      readonly id: string;
      readonly liftId: string;
      readonly code: string;
      readonly what: string;
      readonly args: Arguments;
      /** People in the car at that moment. */
      readonly people: number;
      readonly positionM: number;
      /** Verdicts due, in seconds after `atMs`. Empty: none is promised. */
      readonly expected: readonly Expectation[];
    }
  | {
      readonly truth: 'ended';
      readonly atMs: number;
      readonly id: string;
      readonly liftId: string;
      readonly code: string;
    }
  | {
      readonly truth: 'entrapped';
      readonly atMs: number;
      readonly liftId: string;
      readonly people: number;
      readonly where: 'between-floors' | 'at-floor';
      readonly floor: string;
    }
  | { readonly truth: 'freed'; readonly atMs: number; readonly liftId: string; readonly entrappedMs: number }
  | { readonly truth: 'pressed'; readonly atMs: number; readonly liftId: string; readonly pressedMs: number }
  | { readonly truth: 'door-forced'; readonly atMs: number; readonly liftId: string }
  | {
      readonly truth: 'network';
      readonly atMs: number;
      readonly terminalId: string;
      readonly reachable: boolean;
      /** Lifts of this terminal with people in them and no way out at that moment. */
      readonly riding: readonly string[];
    }
  | { readonly truth: 'clock'; readonly atMs: number; readonly terminalId: string; readonly offsetMs: number }
  | { readonly truth: 'job'; readonly atMs: number; readonly liftId: string; readonly phase: string };

export type OnTruth = (truth: Truth) => void;

/** One line of the file, with its newline. */
export const truthLine = (truth: Truth): string => `${JSON.stringify(truth)}\n`;
