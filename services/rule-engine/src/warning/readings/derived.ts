import type { UnixMs } from '@liftwatch/schemas';
import type { DerivedState } from '../memory/derived-state.ts';

/** What came of a change. */
export interface Derived {
  readonly values: [name: string, value: number][];
  /** A door cycle ended, with its reversals. */
  readonly doorCycle?: { readonly reopens: number };
  /** A run ended, between these floors. */
  readonly run?: { readonly fromFloor: string; readonly durationMs: number };
}

/** Nothing came of it. */
export const NOTHING: Derived = { values: [] };
/** A movement that seems to take longer was interrupted or not reported. */
const LONGEST_MS = 60_000;
const since = (fromMs: UnixMs, nowMs: UnixMs): number =>
  fromMs > 0 && nowMs - fromMs <= LONGEST_MS ? nowMs - fromMs : 0;

/** The car door has changed. Only terminals that report `opening` and `closing` give times. */
export const takeDoorStatus = (s: DerivedState, status: unknown, nowMs: UnixMs): Derived => {
  switch (status) {
    case 'opening':
      if (s.closingMs > 0) s.reopens++;
      s.openingMs = nowMs;
      s.closingMs = 0;
      return NOTHING;
    case 'opened': {
      const openMs = s.reopens === 0 ? since(s.openingMs, nowMs) : 0;
      if (s.closingMs > 0) s.reopens++;
      s.openingMs = 0;
      s.closingMs = 0;
      return openMs > 0 ? { values: [['door-open-time', openMs]] } : NOTHING;
    }
    case 'closing':
      s.closingMs = nowMs;
      return NOTHING;
    case 'closed':
    case 'safety-locked': {
      const closeMs = since(s.closingMs, nowMs);
      const reopens = s.reopens;
      const cycled = s.closingMs > 0;
      s.closingMs = 0;
      s.openingMs = 0;
      s.reopens = 0;
      if (!cycled) return NOTHING;
      return { values: closeMs > 0 && reopens === 0 ? [['door-close-time', closeMs]] : [], doorCycle: { reopens } };
    }
    default:
      s.closingMs = 0;
      s.openingMs = 0;
      return NOTHING;
  }
};

/** The car has begun or ended to run. */
export const takeCarStatus = (s: DerivedState, running: boolean, at: { nowMs: UnixMs; floor: string }): Derived => {
  const { nowMs, floor } = at;
  if (running) {
    if (s.runningMs > 0) return NOTHING;
    s.runningMs = nowMs;
    s.stoppedMs = 0;
    s.setMs = 0;
    s.setAtM = NaN;
    s.fromFloor = floor;
    const delayMs = since(s.liftedMs, nowMs);
    s.liftedMs = 0;
    return delayMs > 0 ? { values: [['start-delay', delayMs]] } : NOTHING;
  }
  if (s.runningMs === 0) return NOTHING;
  const durationMs = nowMs - s.runningMs;
  const { fromFloor } = s;
  s.runningMs = 0;
  s.stoppedMs = nowMs;
  return fromFloor === '' || fromFloor === floor ? NOTHING : { values: [], run: { fromFloor, durationMs } };
};

/** A car that has stood longer has seen people come and go, and ropes that warm and cool. */
const LONGEST_STAND_MS = 600_000;

/** How far the car moved between the brake's setting and its next lifting, mm; nothing where it does not say where it stands. */
const rolled = (s: DerivedState, nowMs: UnixMs, positionM: number | undefined): Derived => {
  const { setMs, setAtM } = s;
  s.setMs = 0;
  s.setAtM = NaN;
  if (setMs === 0 || Number.isNaN(setAtM) || positionM === undefined || nowMs - setMs > LONGEST_STAND_MS)
    return NOTHING;
  return { values: [['roll-back', Math.abs(positionM - setAtM) * 1_000]] };
};

/** The machine brake has lifted or set; `positionM` undefined: the car does not say where it stands. */
export const takeDriveStatus = (
  s: DerivedState,
  status: unknown,
  at: { nowMs: UnixMs; positionM: number | undefined },
): Derived => {
  const { nowMs, positionM } = at;
  if (status === 'brake-lifted') {
    s.liftedMs = s.runningMs > 0 ? 0 : nowMs;
    s.stoppedMs = 0;
    return rolled(s, nowMs, positionM);
  }
  // In standby the brake is set as well, and most often has been.
  if (status === 'brake-set' || (status === 'standby' && s.setMs === 0)) {
    s.setMs = nowMs;
    s.setAtM = positionM ?? NaN;
  } else if (status !== 'standby') {
    s.setMs = 0;
    s.setAtM = NaN;
  }
  const delayMs = status === 'brake-set' ? since(s.stoppedMs, nowMs) : 0;
  s.stoppedMs = 0;
  s.liftedMs = 0;
  return delayMs > 0 ? { values: [['stop-delay', delayMs]] } : NOTHING;
};
