import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readWear, saveWear, wearFrom, type LiftWear, type PlainWear, type SavedWear } from './index.ts';

/** Of one lift, as it was saved while memory was held as plain objects: in short, then in full. */
const [short = '', full = ''] = readFileSync(new URL('fixtures/version-2.ndjson', import.meta.url), 'utf8').split('\n');
const { names, saved } = JSON.parse(short) as { names: string[]; saved: SavedWear };
const plain = JSON.parse(full) as PlainWear;

const textOf = (m: LiftWear): string => {
  const all: string[] = [];
  const place = (name: string): number => (all.includes(name) ? all.indexOf(name) : all.push(name) - 1);
  return JSON.stringify({ names: all, saved: saveWear(m, place) });
};

describe('a memory that was saved as it has been since version 2', () => {
  test('has something of everything', () => {
    const measured = plain.measured.filter((one) => one !== null);
    for (const name of ['look', 'learn', 'level', 'spread', 'stir', 'slack', 'goal', 'skip'] as const)
      expect(measured.some((one) => one[name] !== undefined)).toBe(true);
    expect(measured.some(({ cells }) => Object.values(cells).some((cell) => cell.length === 4))).toBe(true);
    expect(Object.keys(plain.open).length).toBeGreaterThan(0);
    expect(Object.keys(plain.events).length).toBeGreaterThan(0);
  });
  test('is read, and written as the same text', () => {
    expect(textOf(readWear(saved, names))).toBe(short);
  });
  test('is read from its plain JSON too, and written as the same text', () => {
    expect(textOf(wearFrom(plain))).toBe(short);
  });
  test('is the same plain JSON again', () => {
    expect(JSON.parse(JSON.stringify(readWear(saved, names)))).toEqual(plain);
    expect(JSON.parse(JSON.stringify(wearFrom(plain)))).toEqual(plain);
  });
  test('keeps that the brake set at 0 m, which is not the same as nowhere', () => {
    const at = (setAtM: number | null): PlainWear => ({ ...plain, derived: { ...plain.derived, setMs: 1, setAtM } });
    for (const setAtM of [0, 3.25, null]) {
      const all: string[] = [];
      const place = (name: string): number => (all.includes(name) ? all.indexOf(name) : all.push(name) - 1);
      const again = readWear(JSON.parse(JSON.stringify(saveWear(wearFrom(at(setAtM)), place))) as SavedWear, all);
      expect((JSON.parse(JSON.stringify(again)) as PlainWear).derived.setAtM).toBe(setAtM);
    }
  });
});
