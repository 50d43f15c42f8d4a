import { backlog, silent } from './crowds.ts';
import type { Fault } from './injection.ts';
import { databaseLocked, hanging, influxDown, receiptsOutOfOrder, refusing, smscDown } from './outside.ts';
import { killedAtRandom, killedBetweenSubmitAndAnswer } from './processes.ts';
import { controls, reload } from './reload.ts';
import { serverClock, terminalClocks, untidyNetwork } from './time-faults.ts';

/** Every fault, in the order in which they are made. */
export const faults: readonly Fault[] = [
  killedAtRandom('broker', 1),
  killedBetweenSubmitAndAnswer(1),
  killedAtRandom('broker', 4),
  killedAtRandom('engine', 4),
  killedAtRandom('dispatch', 4),
  killedAtRandom('console', 4),
  killedBetweenSubmitAndAnswer(4),
  refusing,
  hanging,
  smscDown,
  receiptsOutOfOrder,
  databaseLocked(4),
  databaseLocked(1),
  influxDown,
  terminalClocks,
  serverClock,
  untidyNetwork,
  backlog,
  silent,
  reload,
  ...controls,
];
