import type { ServiceMode } from '@liftwatch/schemas';
import { enter } from '../physics/lift.ts';
import type { Injector } from './injector.ts';
import { standsClosed } from './moments.ts';

const mode = (code: string, en: string, to: ServiceMode): Injector => ({
  code,
  en,
  args: to === 'inspection' ? { mechanicsInCar: 0 } : {},
  ready: standsClosed,
  begin: ({ lift }, args) => {
    lift.mode = to;
    lift.conditions.inspectionRuns = to === 'inspection';
    for (let i = 0; i < (args['mechanicsInCar'] ?? 0); i++)
      lift.inCar.push({ massKg: 75, fromFloor: lift.floor, toFloor: lift.floor });
  },
  end: ({ lift }) => {
    lift.mode = 'normal';
    lift.conditions.inspectionRuns = false;
    if (!lift.motion) enter(lift, 'recovering');
  },
  expects: () => [{ code, verdict: 'event', notBeforeS: 0, withinS: 5 }],
});

/** Modes of service: no faults, but what a watcher has to understand. */
export const modes: readonly Injector[] = [
  mode('42', 'taken out of service', 'out-of-service'),
  mode('43', 'inspection: a mechanic drives the car', 'inspection'),
  mode('44', 'fire recall', 'fire-return'),
  mode('45', 'firefighter operation', 'firefighter'),
  mode('46', 'emergency power', 'emergency-power'),
  mode('47', 'seismic mode', 'earthquake'),
];
