import { expect, test } from 'vitest';
import { Run } from '../../bench/wear/run.ts';
import { healthOf } from '../diagnosis/index.ts';
import { schemaProblems } from './line-check.testing.ts';
import { healthDay, healthLine, warningLine } from './warning-points.ts';

const worn = new Run().days(25).days(35, (day) => ({ guides: Math.max(0, (day - 25) / 35) }));

test('a warning is one point that its later lines overwrite, in the schema of the measurements', () => {
  const lines = worn.warnings.filter(({ code }) => code === 'W07').map((finding) => warningLine(finding) ?? '');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(schemaProblems(line)).toEqual([]);
  expect(new Set(lines.map((line) => line.split(' ').at(-1))).size).toBe(1);
  expect(lines[0]).toContain('warning,lift_id=L,component=ride ');
  expect(lines.at(-1)).toContain('level="act"');
});

test('health is one point; what is unknown is left out, never 0', () => {
  const line = healthLine('L', worn.state.logMs, healthOf(worn.state, worn.state.logMs));
  expect(schemaProblems(line)).toEqual([]);
  expect(line).toMatch(/known=true,.*index=[\d.]+,/);
  const silent = healthLine('L', worn.state.logMs, healthOf(worn.state, worn.state.logMs + 90 * 3_600_000));
  expect(silent).toMatch(/^health,lift_id=L known=false,grade="unknown",coverage_percent=0 \d+$/);
  expect(schemaProblems(silent)).toEqual([]);
});

test('the days of lifts begin at different times, and are as long as days', () => {
  const starts = ['A', 'B', 'C', 'D'].map((id) => {
    for (let h = 0; h < 24; h++) if (healthDay(id, (h + 1) * 3_600_000) > healthDay(id, h * 3_600_000)) return h;
    return -1;
  });
  expect(new Set(starts).size).toBeGreaterThan(2);
  expect(healthDay('A', 10 * 86_400_000) - healthDay('A', 0)).toBe(10);
});
