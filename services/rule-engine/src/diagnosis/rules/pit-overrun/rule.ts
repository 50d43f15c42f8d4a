import { limitSwitch } from '../limit-switch.ts';

/** X04: the car has run past its lowest landing. */
export const pitOverrun = limitSwitch({
  name: 'pit-overrun',
  code: 'X04',
  signal: 'bottomLimit',
  summary: { zh: '蹲底：下极限动作', en: 'Pit overrun: lower limit acts' },
});
