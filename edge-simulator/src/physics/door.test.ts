import { describe, expect, it } from 'vitest';
import { createDoor, stepDoor, type DoorCommand, type DoorConditions } from './door.ts';

const sound: DoorConditions = { wontOpen: false, wontClose: false, curtainBlocked: false, slowness: 1 };
const times = { openMs: 2_000, closeMs: 3_000 };

const drive = (plan: readonly (readonly [DoorCommand, number, Partial<DoorConditions>?])[]) => {
  const door = createDoor();
  const cycles = [];
  for (const [command, ms, odd] of plan) {
    for (let t = 0; t < ms; t += 100) {
      const cycle = stepDoor(door, command, { conditions: { ...sound, ...odd }, times, stepMs: 100 });
      if (cycle) cycles.push(cycle);
    }
  }
  return { door, cycles };
};

describe('the door', () => {
  it('goes through its phases and reports one cycle with its times', () => {
    const { door, cycles } = drive([
      ['open', 6_000],
      ['close', 4_000],
    ]);
    expect(door.phase).toBe('closed');
    expect(cycles).toHaveLength(1);
    expect(cycles[0]).toMatchObject({ fullyOpened: true, reopens: 0, lightCurtainBlocks: 0 });
    expect(Math.abs((cycles[0]?.openTimeMs ?? 0) - 2_000)).toBeLessThanOrEqual(100);
    expect(Math.abs((cycles[0]?.closeTimeMs ?? 0) - 3_000)).toBeLessThanOrEqual(100);
  });

  it('reverses for an interrupted light curtain and counts it', () => {
    const { cycles } = drive([
      ['open', 3_000],
      ['close', 1_000],
      ['close', 500, { curtainBlocked: true }],
      ['close', 5_000],
    ]);
    expect(cycles[0]).toMatchObject({ reopens: 1, lightCurtainBlocks: 1, lightCurtainBlockedMs: 500 });
  });

  it('never closes while something is in the way, and stays shut when its operator is dead', () => {
    expect(
      drive([
        ['open', 3_000],
        ['close', 120_000, { wontClose: true }],
      ]).cycles,
    ).toEqual([]);
    expect(drive([['open', 60_000, { wontOpen: true }]]).door.phase).toBe('closed');
  });

  it('is slower when worn', () => {
    const { cycles } = drive([
      ['open', 9_000, { slowness: 1.5 }],
      ['close', 9_000, { slowness: 1.5 }],
    ]);
    expect(cycles[0]?.closeTimeMs).toBeGreaterThan(4_300);
  });
});
