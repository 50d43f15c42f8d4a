/**
 * What wears, as warnings and the health index name it. `code` is the finding's code. `weight` is the component's share
 * of the health index (liftwatch default [D]); `safety` parts cap the index and their warnings are never budgeted away.
 */
export const warningComponents = [
  { component: 'door', code: 'W01', zh: '门系统', en: 'door system', weight: 0.3, safety: false },
  { component: 'lock', code: 'W02', zh: '门锁', en: 'door lock', weight: 0, safety: true },
  { component: 'brake', code: 'W03', zh: '制动器', en: 'brake', weight: 0.15, safety: true },
  { component: 'drive', code: 'W04', zh: '曳引机与驱动', en: 'machine and drive', weight: 0.15, safety: false },
  { component: 'rope', code: 'W05', zh: '曳引轮与悬挂', en: 'sheave and suspension', weight: 0.08, safety: false },
  { component: 'levelling', code: 'W06', zh: '平层与位置', en: 'levelling and position', weight: 0.1, safety: false },
  { component: 'ride', code: 'W07', zh: '导轨与导靴', en: 'guide rails and guides', weight: 0.07, safety: false },
  { component: 'control', code: 'W08', zh: '控制与电源', en: 'control and power', weight: 0.07, safety: false },
  {
    component: 'movement',
    code: 'W09',
    zh: '轿厢意外移动防护',
    en: 'protection against unintended movement',
    weight: 0,
    safety: true,
  },
] as const;

export type WarningComponent = (typeof warningComponents)[number]['component'];
export const warningComponentNames = warningComponents.map((one) => one.component) as [
  WarningComponent,
  ...WarningComponent[],
];

const codes: ReadonlySet<string> = new Set(warningComponents.map((one) => one.code));

/** True for W01-W09: the code of a warning, which is about wear and never a fault of now. */
export const isWarningCode = (code: string): boolean => codes.has(code);
