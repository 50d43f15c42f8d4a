/** The one severity scale: P0 danger to life now ... P4 shown, not sent. Source: ours. */
export const priorities = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof priorities)[number];

export interface PriorityRow {
  readonly zh: string;
  readonly en: string;
  /** Warning colour, 红/橙/黄/蓝 and grey. */
  readonly colour: 'red' | 'orange' | 'yellow' | 'blue' | 'grey';
  readonly hex: string;
  /** CAP 1.2 urgency and severity. */
  readonly capUrgency: 'Immediate' | 'Expected' | 'Future' | 'Unknown';
  readonly capSeverity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
}

/** The one table from which colours and CAP values derive. */
export const priorityTable: Readonly<Record<Priority, PriorityRow>> = {
  P0: {
    zh: '危及生命',
    en: 'danger to life',
    colour: 'red',
    hex: '#c4162a',
    capUrgency: 'Immediate',
    capSeverity: 'Extreme',
  },
  P1: {
    zh: '人员被困或即将受伤',
    en: 'person trapped or about to be hurt',
    colour: 'red',
    hex: '#e02f44',
    capUrgency: 'Immediate',
    capSeverity: 'Severe',
  },
  P2: {
    zh: '停梯故障',
    en: 'lift out of use',
    colour: 'orange',
    hex: '#ff780a',
    capUrgency: 'Expected',
    capSeverity: 'Moderate',
  },
  P3: { zh: '一般故障', en: 'fault', colour: 'yellow', hex: '#fade2a', capUrgency: 'Future', capSeverity: 'Minor' },
  P4: { zh: '提示', en: 'notice', colour: 'blue', hex: '#5794f2', capUrgency: 'Future', capSeverity: 'Minor' },
};

/** Negative when `a` is more urgent than `b`. */
export const comparePriority = (a: Priority, b: Priority): number => priorities.indexOf(a) - priorities.indexOf(b);
