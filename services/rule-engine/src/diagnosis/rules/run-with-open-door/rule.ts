import { openDoorRun } from '../open-door-run.ts';

/** X06: the car leaves the zone with its door open. */
export const runWithOpenDoor = openDoorRun({
  name: 'run-with-open-door',
  code: 'X06',
  doorFirst: true,
  summary: { zh: '开门走车', en: 'Car runs with an open door' },
});
