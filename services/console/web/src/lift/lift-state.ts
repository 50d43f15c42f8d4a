/** What the engine says of one lift; see its /openapi.json. */
export interface Signal {
  readonly value: string | number | boolean | null;
  readonly standing: 'known' | 'stale' | 'unknown';
  readonly sinceMs: number | null;
  readonly receivedAtMs: number | null;
}

export interface LiftState {
  readonly liftId: string;
  readonly registered: boolean;
  readonly name: string | null;
  readonly condition: 'normal' | 'fault' | 'unknown';
  readonly heardAtMs: number | null;
  readonly link: 'up' | 'lost' | 'never-heard';
  readonly terminals: readonly {
    readonly terminalId: string;
    readonly connected: boolean;
    readonly paused: boolean;
    readonly clockOffsetMs: number;
    readonly heardMs: number;
  }[];
  readonly signals: Readonly<Record<string, Signal | undefined>>;
  readonly findings: readonly {
    readonly findingId: string;
    readonly rule: string;
    readonly code: string;
    readonly stage: 'suspected' | 'alarm';
    readonly priority: string;
    readonly onsetAtMs: number;
  }[];
  readonly logMs: number;
}

/** A signal that was never reported: as unknown as one that is no longer known. */
const never: Signal = { value: null, standing: 'unknown', sinceMs: null, receivedAtMs: null };
export const signalOf = (state: LiftState, name: string): Signal => state.signals[name] ?? never;
