import { expect, test } from 'vitest';
import { Run } from '../../bench/wear/run.ts';
import { healthAnswerOf, warningsAnswerOf } from './wear-answers.ts';
import { healthAnswer, warningsAnswer } from './wear-schemas.ts';

const worn = new Run().days(25).days(35, (day) => ({ brakeLining: Math.max(0, (day - 25) / 35) }));
const nowMs = worn.state.logMs;

test('an open warning explains itself: cause, what it was, is and may be, what to check, since when, how long still', () => {
  const { warnings } = warningsAnswer.parse(JSON.parse(JSON.stringify(warningsAnswerOf(worn.state, nowMs))));
  const brake = warnings.find(({ code }) => code === 'W03');
  expect(brake).toMatchObject({
    stage: 'alarm',
    priority: 'P2',
    warning: { cause: 'brake-lining-wear', neverBudgeted: true },
  });
  expect(brake?.summary).toEqual({
    zh: '制动器预警:疑似制动衬磨损',
    en: 'Wear of the brake: suspected worn brake lining',
  });
  expect(brake?.evidence[0]?.what.en).toMatch(/^brake apply delay [\d.]+ ms, baseline [\d.]+ ms, act limit [\d.]+ ms/);
  const driver = brake?.warning.drivers[0];
  expect(driver?.feature).toBe('brake-apply-delay');
  expect(driver?.now).toBeGreaterThan(1.3 * (driver?.baseline ?? Infinity));
});

test('health: the brake caps the index, the trend is shown, and coverage is what is known', () => {
  const health = healthAnswer.parse(JSON.parse(JSON.stringify(healthAnswerOf(worn.state, nowMs))));
  const brake = health.components.find(({ component }) => component === 'brake');
  expect(brake?.score).toBeLessThan(40);
  expect(health.index).toBeLessThanOrEqual((brake?.score ?? 0) + 10);
  expect(health.drivers[0]).toBe('brake');
  expect(brake?.features[0]?.trend.length).toBeGreaterThan(5);
  expect(health.coveragePercent).toBeGreaterThanOrEqual(60);
  expect(brake?.riskGroup).toMatchObject({ severity: 1, group: 'I' });
});

test('a lift that tells of its doors alone has no index: coverage is below 60 %', () => {
  const doors = new Run(['door']).days(25);
  const health = healthAnswerOf(doors.state, doors.state.logMs);
  expect(health).toMatchObject({ index: null, grade: 'unknown', coveragePercent: 33 });
  expect(health.components.find(({ component }) => component === 'door')?.score).toBe(100);
  expect(health.components.find(({ component }) => component === 'brake')?.score).toBeNull();
});

test('what was not read for three days is unknown, never healthy', () => {
  const health = healthAnswerOf(worn.state, nowMs + 4 * 86_400_000);
  expect(health.index).toBeNull();
  expect(health.components.every(({ score }) => score === null)).toBe(true);
});
