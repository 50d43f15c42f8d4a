import type { WorklistItem } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { listText } from '../src/worklist/list-text.ts';
import { horizonText } from '../src/worklist/words.ts';

const item = (over: Partial<WorklistItem> = {}): WorklistItem => ({
  itemId: 'w1',
  revision: 1,
  liftId: 'L1',
  firmId: 'F1',
  lift: { registered: true, name: '天塔1号楼1号梯' },
  code: 'W03',
  rule: { name: 'wear-brake', version: '1' },
  priority: 'P2',
  state: 'act',
  level: 'act',
  neverBudgeted: true,
  rank: 1,
  harm: { severity: 40, risk: 0.4, precision: 0.5, urgency: 0.5, points: 4 },
  summary: { zh: '制动衬磨损', en: 'worn brake lining' },
  warning: {
    component: 'brake',
    cause: 'brake-lining-wear',
    level: 'act',
    severity: 'red',
    risk: 0.4,
    horizon: { lowH: 24, midH: 72, highH: 240, coverage: 0.8 },
    drivers: [
      {
        feature: 'brake-release-delay',
        unit: 'ms',
        context: 'direction=up',
        baseline: 120,
        now: 165.4,
        limit: 150,
        limitSource: null,
        strength: 2,
        sinceMs: 0,
      },
    ],
    checks: [{ item: 'A-2-2', zh: '制动衬', en: 'Brake lining' }],
    neverBudgeted: true,
    componentScore: 40,
    settings: 's',
  },
  openedAtMs: 0,
  updatedAtMs: 0,
  timeline: [],
  ...over,
});
const list = {
  firmId: 'F1',
  capacityPerDay: 2,
  capacitySaid: false,
  rankedAtMs: Date.parse('2026-03-02T06:00:00+08:00'),
  items: [item(), item({ itemId: 'w2', state: 'watch', rank: null, neverBudgeted: false })],
};

test('a mechanic reads where, what, why, by when and where to look, in Chinese', () => {
  const text = listText(list, 'zh');
  for (const part of [
    'F1 — 排序于 2026-03-02 06:00; 每日名额: 2 (按台量估算)',
    '今日处理 (1)',
    '1. [红] 天塔1号楼1号梯 (L1): 制动器, 制动衬磨损 — 安全部件：不受名额限制',
    '依据: brake-release-delay [direction=up]: 165.4 ms (正常时 120, 限值 150)',
    '预计到限值: 约3天（80%把握：1–10天）; 30天内故障概率: 40 %',
    '现场检查: A-2-2 制动衬',
    '已接单 (0)\n  （无）',
    '关注（今日不安排） (1)',
  ])
    expect(text).toContain(part);
});
test('and in English', () => {
  const text = listText(list, 'en');
  expect(text).toContain(
    '[red] 天塔1号楼1号梯 (L1): brake, worn brake lining — safety part: on the list whatever the budget',
  );
  expect(text).toContain('check on site: A-2-2 Brake lining');
  expect(text).toContain('about 3 days (80 % sure: 1–10 days)');
});
test('what is not known is said to be not known', () => {
  expect(horizonText(null, 'en')).toBe('time not known');
  expect(horizonText({ lowH: 48, midH: 480, highH: null, coverage: 0.8 }, 'zh')).toBe('至少2天，约20天');
});
