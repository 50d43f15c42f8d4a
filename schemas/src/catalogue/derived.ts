import type { CatalogueEntry } from './entry.ts';
import { always } from './priority.ts';
import { OURS } from './sources.ts';

const ours = { class: 'fault', equipment: 'lift', bacnetLiftFault: null, source: OURS, mark: 'D' } as const;
const dangerous = { ...ours, priority: always('P0'), incidentKind: 'dangerous-movement' } as const;
const watched = { ...ours, class: 'warning', priority: always('P3') } as const;

/** X03-X18 and X22: what liftwatch finds from signals, and what vendors report beyond the national core. */
export const derivedCodes: readonly CatalogueEntry[] = [
  { ...dangerous, code: 'X03', zh: '冲顶', en: 'top overrun', component: 'shaft' },
  { ...dangerous, code: 'X04', zh: '蹲底', en: 'pit overrun', component: 'shaft' },
  { ...dangerous, code: 'X05', zh: '超速', en: 'overspeed', component: 'drive' },
  { ...dangerous, code: 'X06', zh: '开门走车', en: 'running with the door open', component: 'safety-chain' },
  { ...dangerous, code: 'X07', zh: '运行中开门', en: 'door opened while running', component: 'door' },
  {
    ...ours,
    code: 'X08',
    zh: '门锁回路断路',
    en: 'door-lock contact dropped',
    priority: always('P1'),
    incidentKind: 'fault/X08',
    component: 'safety-chain',
    note: 'P1 while running; P3 when not running, which the rule decides',
  },
  { ...watched, code: 'X09', zh: '反复开关门', en: 'repeated reopening', incidentKind: 'fault/X09', component: 'door' },
  { ...watched, code: 'X10', zh: '长时间开门', en: 'door open for long', incidentKind: 'fault/X10', component: 'door' },
  {
    ...watched,
    code: 'X11',
    zh: '按钮粘连',
    en: 'call button stuck',
    incidentKind: 'fault/X11',
    component: 'controller',
    bacnetLiftFault: 'call-button-stuck',
  },
  { ...watched, code: 'X12', zh: '异常振动', en: 'abnormal vibration', incidentKind: 'fault/X12', component: 'car' },
  { ...watched, code: 'X13', zh: '平层误差', en: 'levelling error', incidentKind: 'fault/X13', component: 'position' },
  {
    ...watched,
    code: 'X14',
    zh: '制动器预警',
    en: 'brake warning',
    priority: always('P2'),
    incidentKind: 'fault/X14',
    component: 'brake',
    note: 'P1, "stop using", with a self-test margin below 1.25 or a switch mismatch, which the rule decides',
  },
  {
    ...watched,
    code: 'X15',
    zh: '钢丝绳滑移',
    en: 'rope slip',
    priority: always('P2'),
    incidentKind: 'fault/X15',
    component: 'rope',
  },
  {
    ...watched,
    code: 'X16',
    zh: '温度过高',
    en: 'over-temperature',
    incidentKind: 'fault/X16',
    component: 'drive',
    bacnetLiftFault: 'drive-temperature-exceeded',
  },
  {
    ...ours,
    code: 'X17',
    zh: '电动车入梯',
    en: 'electric bicycle in the car',
    priority: always('P2'),
    incidentKind: 'fault/X17',
    component: 'car',
  },
  {
    ...ours,
    code: 'X18',
    zh: '进水',
    en: 'water in the pit or shaft',
    priority: always('P2'),
    incidentKind: 'fault/X18',
    component: 'shaft',
  },
  {
    ...watched,
    code: 'X22',
    zh: '疑似故障停梯',
    en: 'silent stop',
    incidentKind: 'fault/X22',
    component: 'controller',
  },
];
