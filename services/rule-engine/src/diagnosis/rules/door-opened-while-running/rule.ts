import { openDoorRun } from '../open-door-run.ts';

/** X07: the door opens while the car runs between floors. */
export const doorOpenedWhileRunning = openDoorRun({
  name: 'door-opened-while-running',
  code: 'X07',
  doorFirst: false,
  summary: { zh: '运行中开门', en: 'Door opened while the car runs' },
});
