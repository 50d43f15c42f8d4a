import { warningComponents, type Finding, type Warning, type WarningComponent } from '@liftwatch/schemas';
import { aFinding } from './a-finding.ts';

type Parts = Partial<Omit<Warning, 'horizon'>> & { readonly midH?: number | null };

/** A finding about wear: a worn door operator that asks to act, unless said otherwise. */
export const aWarning = (id: string, parts: Parts = {}, finding: Parameters<typeof aFinding>[0] = {}): Finding => {
  const { midH = 120, ...rest } = parts;
  const component: WarningComponent = rest.component ?? 'door';
  const row = warningComponents.find((one) => one.component === component);
  const level = rest.level ?? 'act';
  return aFinding({
    findingId: `warning-${id}`,
    liftId: `L-${id}`,
    code: row?.code ?? 'W01',
    incidentKind: 'fault/W01',
    priority: 'P3',
    stage: level === 'act' ? 'alarm' : level === 'watch' ? 'suspected' : 'withdrawn',
    change: level === 'ended' ? 'cleared' : 'raised',
    rule: { name: `wear-${component}`, version: '1' },
    ...finding,
    warning: {
      component,
      cause: 'door-operator-wear',
      level,
      severity: 'yellow',
      risk: 0.4,
      horizon: midH === null ? null : { lowH: midH / 2, midH, highH: midH * 2, coverage: 0.8 },
      drivers: [
        {
          feature: 'door-close-time',
          unit: 'ms',
          context: 'all',
          baseline: 2_500,
          now: 3_100,
          limit: 3_300,
          limitSource: 'GB/T 10058 [R]',
          strength: 1.4,
          sinceMs: 1_700_000_000_000,
        },
      ],
      checks: [{ item: 'A-1-22', zh: '轿门运行:开启和关闭工作正常', en: 'Car door: opens and closes properly' }],
      neverBudgeted: row?.safety ?? false,
      componentScore: 60,
      settings: 's1',
      ...rest,
    },
  });
};
