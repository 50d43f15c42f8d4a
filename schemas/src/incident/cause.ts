import type { Bilingual } from '../finding/finding.ts';

/**
 * Why it came to it, as closing files it: the groups that rescue statistics are told by (human, external, door system
 * and the other parts of a lift). Source: ours, after the groups of domain 3.5.
 */
export const incidentCauses = {
  'human-use': { zh: '人为因素', en: 'use by people' },
  'door-obstructed': { zh: '异物阻门', en: 'door obstructed' },
  'external-power': { zh: '外部停电', en: 'external power cut' },
  'external-other': { zh: '其他外部原因', en: 'other external cause' },
  'door-system': { zh: '门系统', en: 'door system' },
  'safety-chain': { zh: '安全回路', en: 'safety chain' },
  brake: { zh: '制动器', en: 'brake' },
  drive: { zh: '曳引与驱动', en: 'drive' },
  control: { zh: '控制系统', en: 'control system' },
  position: { zh: '平层与位置', en: 'levelling and position' },
  rope: { zh: '钢丝绳', en: 'ropes' },
  communication: { zh: '通讯与终端', en: 'communication and terminal' },
  maintenance: { zh: '维保作业', en: 'maintenance work' },
  'water-fire': { zh: '水浸或火灾', en: 'water or fire' },
  'self-recovered': { zh: '自行恢复', en: 'recovered by itself' },
  'false-report': { zh: '误报', en: 'false report' },
  'not-determined': { zh: '未查明', en: 'not determined' },
} as const satisfies Readonly<Record<string, Bilingual>>;
export type CauseCode = keyof typeof incidentCauses;
export const causeCodes = Object.keys(incidentCauses) as [CauseCode, ...CauseCode[]];
