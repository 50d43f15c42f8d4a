import type { Rule } from '../kernel/rule.ts';
import { dangerousMovement } from './dangerous-movement/rule.ts';
import { dataStale } from './data-stale/rule.ts';
import { doorFaults } from './door-faults/rule.ts';
import { entrapment } from './entrapment/rule.ts';
import { faultCodes } from './fault-codes/rule.ts';
import { offline } from './offline/rule.ts';
import { overrunAndOverspeed } from './overrun-and-overspeed/rule.ts';
import { sensorStuck } from './sensor-stuck/rule.ts';
import { terminalClock } from './terminal-clock/rule.ts';

/** Every rule, in the order in which they are told of a change and in which timers of equal time fire. */
export const rules: readonly Rule[] = [
  entrapment,
  dangerousMovement,
  overrunAndOverspeed,
  faultCodes,
  doorFaults,
  offline,
  dataStale,
  sensorStuck,
  terminalClock,
];
