import type { CatalogueEntry } from './entry.ts';
import { always } from './priority.ts';
import { NATIONAL } from './sources.ts';

/** The button in the car: somebody asks for help, whatever else is known. */
export const alarmCodes: readonly CatalogueEntry[] = [
  {
    code: '90',
    zh: '轿厢报警按钮动作',
    en: 'car alarm button',
    class: 'alarm',
    equipment: 'lift',
    priority: always('P1'),
    incidentKind: 'entrapment',
    component: 'person',
    bacnetLiftFault: null,
    note: 'BACnet: property Passenger_Alarm, not a LiftFault. P3 with call-back only while a technician is signed in',
    source: NATIONAL,
    mark: 'S',
  },
];
