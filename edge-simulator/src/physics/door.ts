export type DoorPhase = 'closed' | 'opening' | 'opened' | 'closing';
export type DoorCommand = 'open' | 'close';

/** What the door meets; faults act by changing these. */
export interface DoorConditions {
  /** The operator does not move the panels on an opening command (catalogue 03). */
  readonly wontOpen: boolean;
  /** Something reverses the panels before they meet (catalogue 02). */
  readonly wontClose: boolean;
  /** The light curtain is interrupted now. */
  readonly curtainBlocked: boolean;
  /** Movement takes this much longer; 1 when healthy. */
  readonly slowness: number;
}

export interface DoorTimes {
  readonly openMs: number;
  readonly closeMs: number;
}

/** One cycle, complete when the door is closed again. Source of the `door` reading. */
export interface DoorCycle {
  openTimeMs: number | null;
  closeTimeMs: number;
  dwellMs: number;
  fullyOpened: boolean;
  reopens: number;
  lightCurtainBlocks: number;
  lightCurtainBlockedMs: number;
}

export interface Door {
  phase: DoorPhase;
  /** 0 closed, 1 fully open. */
  openFraction: number;
  cycle: DoorCycle | null;
  wasBlocked: boolean;
}

export const createDoor = (): Door => ({ phase: 'closed', openFraction: 0, cycle: null, wasBlocked: false });

/** Panels turn back at this opening when something keeps them from closing. */
const REVERSAL_FRACTION = 0.25;

const newCycle = (): DoorCycle => ({
  openTimeMs: null,
  closeTimeMs: 0,
  dwellMs: 0,
  fullyOpened: false,
  reopens: 0,
  lightCurtainBlocks: 0,
  lightCurtainBlockedMs: 0,
});

const countCurtain = (door: Door, blocked: boolean, stepMs: number): void => {
  if (door.cycle && blocked) {
    if (!door.wasBlocked) door.cycle.lightCurtainBlocks++;
    door.cycle.lightCurtainBlockedMs += stepMs;
  }
  door.wasBlocked = blocked;
};

const moveOpen = (door: Door, stepMs: number, timeMs: number): void => {
  const cycle = (door.cycle ??= newCycle());
  if (door.phase === 'closing') cycle.reopens++;
  door.phase = 'opening';
  door.openFraction = Math.min(1, door.openFraction + stepMs / timeMs);
  if (cycle.openTimeMs === null || !cycle.fullyOpened) cycle.openTimeMs = (cycle.openTimeMs ?? 0) + stepMs;
  if (door.openFraction < 1) return;
  door.phase = 'opened';
  cycle.fullyOpened = true;
};

/** Returns the cycle when this step ended it. */
const moveClosed = (door: Door, stepMs: number, timeMs: number): DoorCycle | null => {
  const cycle = (door.cycle ??= newCycle());
  if (door.phase === 'opened') cycle.closeTimeMs = 0;
  door.phase = 'closing';
  cycle.closeTimeMs += stepMs;
  door.openFraction = Math.max(0, door.openFraction - stepMs / timeMs);
  if (door.openFraction > 0) return null;
  door.phase = 'closed';
  door.cycle = null;
  return cycle;
};

/**
 * Moves the panels for one step. A blocked or faulty door reverses instead of closing; `opened` is fully open.
 * Returns the door cycle when the door has just become closed again, else null.
 */
export const stepDoor = (
  door: Door,
  command: DoorCommand,
  input: { conditions: DoorConditions; times: DoorTimes; stepMs: number },
): DoorCycle | null => {
  const { conditions, times, stepMs } = input;
  countCurtain(door, conditions.curtainBlocked, stepMs);
  if (command === 'open') {
    if (door.phase === 'opened') {
      if (door.cycle) door.cycle.dwellMs += stepMs;
      return null;
    }
    if (!conditions.wontOpen) moveOpen(door, stepMs, times.openMs * conditions.slowness);
    return null;
  }
  if (door.phase === 'closed') return null;
  const reversing = door.phase === 'opening';
  const obstructed = conditions.curtainBlocked || (conditions.wontClose && door.openFraction <= REVERSAL_FRACTION);
  if (obstructed || (reversing && door.openFraction < 1 && conditions.wontClose)) {
    if (door.phase !== 'opened') moveOpen(door, stepMs, times.openMs * conditions.slowness);
    return null;
  }
  return moveClosed(door, stepMs, times.closeMs * conditions.slowness);
};
