import type { CatalogueEntry } from './entry.ts';
import { always, peopleOrEmpty } from './priority.ts';
import { NATIONAL } from './sources.ts';

const event = {
  class: 'event',
  equipment: 'lift',
  priority: always('P4'),
  component: 'mode',
  bacnetLiftFault: null,
  source: NATIONAL,
  mark: 'S',
} as const;

/** National core 40-47. Modes are no faults: BACnet carries them in Car_Mode; 41 alone is a fault of the supply. */
export const coreEvents: readonly CatalogueEntry[] = [
  { ...event, code: '40', zh: '恢复自动运行模式', en: 'back to automatic operation', incidentKind: 'fault/40' },
  {
    ...event,
    code: '41',
    zh: '主电源断电',
    en: 'main power off',
    priority: peopleOrEmpty('P1', 'P3'),
    incidentKind: 'fault/41',
    component: 'power',
    bacnetLiftFault: 'power-supply-fault',
  },
  { ...event, code: '42', zh: '进入停止服务', en: 'out of service', incidentKind: 'fault/42' },
  { ...event, code: '43', zh: '进入检修运行模式', en: 'inspection operation', incidentKind: 'fault/43' },
  { ...event, code: '44', zh: '进入消防返回模式', en: 'fire recall', incidentKind: 'fault/44' },
  { ...event, code: '45', zh: '进入消防员运行模式', en: 'firefighter operation', incidentKind: 'fault/45' },
  { ...event, code: '46', zh: '进入应急电源运行', en: 'emergency power operation', incidentKind: 'fault/46' },
  { ...event, code: '47', zh: '地震模式', en: 'seismic operation', incidentKind: 'fault/47' },
];
