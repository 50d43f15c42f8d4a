import type { Rule } from '../kernel/rule.ts';
import { brakeWarning } from './brake-warning/rule.ts';
import { buttonStuck } from './button-stuck/rule.ts';
import { dataStale } from './data-stale/rule.ts';
import { doorClosingFault } from './door-closing-fault/rule.ts';
import { doorOpenedWhileRunning } from './door-opened-while-running/rule.ts';
import { doorOpeningFault } from './door-opening-fault/rule.ts';
import { entrapment } from './entrapment/rule.ts';
import { faultCodes } from './fault-codes/rule.ts';
import { levelling } from './levelling/rule.ts';
import { lockDrop } from './lock-drop/rule.ts';
import { lockOut } from './lock-out/rule.ts';
import { longOpen } from './long-open/rule.ts';
import { offline } from './offline/rule.ts';
import { overTemperature } from './over-temperature/rule.ts';
import { overspeed } from './overspeed/rule.ts';
import { pitOverrun } from './pit-overrun/rule.ts';
import { positionLost } from './position-lost/rule.ts';
import { powerLost } from './power-lost/rule.ts';
import { repeatedReopening } from './repeated-reopening/rule.ts';
import { ropeSlip } from './rope-slip/rule.ts';
import { runTimeLimit } from './run-time-limit/rule.ts';
import { runWithOpenDoor } from './run-with-open-door/rule.ts';
import { safetyCircuit } from './safety-circuit/rule.ts';
import { sensorStuck } from './sensor-stuck/rule.ts';
import { serviceMode } from './service-mode/rule.ts';
import { signalUnstable } from './signal-unstable/rule.ts';
import { signalsFrozen } from './signals-frozen/rule.ts';
import { silentStop } from './silent-stop/rule.ts';
import { stopOffLevel } from './stop-off-level/rule.ts';
import { terminalClock } from './terminal-clock/rule.ts';
import { topOverrun } from './top-overrun/rule.ts';
import { unintendedMovement } from './unintended-movement/rule.ts';
import { vibration } from './vibration/rule.ts';

/** Every rule, in the order in which they are told of a change and in which timers of equal time fire. */
export const rules: readonly Rule[] = [
  // People first: the others ask it who is in the car.
  entrapment,
  unintendedMovement,
  runWithOpenDoor,
  doorOpenedWhileRunning,
  topOverrun,
  pitOverrun,
  overspeed,
  safetyCircuit,
  doorClosingFault,
  doorOpeningFault,
  stopOffLevel,
  runTimeLimit,
  positionLost,
  lockOut,
  powerLost,
  serviceMode,
  faultCodes,
  lockDrop,
  repeatedReopening,
  longOpen,
  buttonStuck,
  brakeWarning,
  vibration,
  levelling,
  ropeSlip,
  overTemperature,
  silentStop,
  offline,
  dataStale,
  sensorStuck,
  signalsFrozen,
  signalUnstable,
  terminalClock,
];
