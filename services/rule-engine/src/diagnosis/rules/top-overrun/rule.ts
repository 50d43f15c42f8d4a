import { limitSwitch } from '../limit-switch.ts';

/** X03: the car has run past its uppermost landing. */
export const topOverrun = limitSwitch({
  name: 'top-overrun',
  code: 'X03',
  signal: 'topLimit',
  summary: { zh: '冲顶：上极限动作', en: 'Top overrun: upper limit acts' },
});
