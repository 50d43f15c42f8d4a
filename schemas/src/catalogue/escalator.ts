import type { CatalogueEntry } from './entry.ts';
import { always } from './priority.ts';
import { ESCALATOR, OURS } from './sources.ts';

const national = {
  class: 'fault',
  equipment: 'escalator',
  bacnetLiftFault: null,
  source: ESCALATOR,
  mark: 'S',
} as const;
const ours = { ...national, source: OURS, mark: 'D' } as const;

/** Escalators and moving walks. BACnet has its own EscalatorFault, hence no LiftFault here. */
export const escalatorCodes: readonly CatalogueEntry[] = [
  {
    ...national,
    code: '61',
    zh: '安全回路断路',
    en: 'escalator safety circuit broken',
    priority: always('P2'),
    incidentKind: 'fault/61',
    component: 'safety-chain',
  },
  {
    ...national,
    code: '62',
    zh: '超速保护',
    en: 'escalator overspeed protection',
    priority: always('P0'),
    incidentKind: 'dangerous-movement',
    component: 'drive',
  },
  {
    ...national,
    code: '63',
    zh: '非操纵逆转保护',
    en: 'unintentional reversal protection',
    priority: always('P0'),
    incidentKind: 'dangerous-movement',
    component: 'drive',
  },
  {
    ...national,
    code: '64',
    zh: '梯级或踏板缺失保护',
    en: 'missing step or pallet protection',
    priority: always('P0'),
    incidentKind: 'dangerous-movement',
    component: 'step-band',
  },
  {
    ...national,
    code: '65',
    zh: '防止重新启动故障',
    en: 'escalator prevention of restart',
    priority: always('P2'),
    incidentKind: 'fault/65',
    component: 'controller',
  },
  {
    ...ours,
    code: 'E01',
    zh: '扶手带速度偏差',
    en: 'handrail speed deviation',
    priority: always('P3'),
    incidentKind: 'fault/E01',
    component: 'handrail',
  },
  {
    ...ours,
    code: 'E02',
    zh: '盖板打开',
    en: 'cover plate open',
    priority: always('P3'),
    incidentKind: 'fault/E02',
    component: 'step-band',
  },
  {
    ...ours,
    code: 'E03',
    zh: '梳齿板卡阻',
    en: 'comb plate jammed',
    priority: always('P1'),
    incidentKind: 'fault/E03',
    component: 'comb',
  },
  {
    ...ours,
    code: 'E04',
    zh: '制动器未释放',
    en: 'brake not released',
    priority: always('P0'),
    incidentKind: 'dangerous-movement',
    component: 'brake',
  },
  {
    ...ours,
    code: 'E05',
    zh: '急停按钮动作',
    en: 'emergency stop pressed',
    priority: always('P3'),
    incidentKind: 'fault/E05',
    component: 'safety-chain',
  },
];
