import type { Trouble } from '../incidents/trouble.ts';
import type { AnchoredClock } from './anchored-clock.ts';

const LIMIT_MS = 2_000;
const LOOK_EVERY_MS = 1_000;

const stepped = (differenceMs: number): Trouble => ({
  trouble: 'clock-step',
  subject: 'clock',
  summary: {
    zh: `服务器时钟跳变${Math.round(differenceMs / 1_000)}秒，时限未受影响，请校时`,
    en: `the server's clock is ${Math.round(differenceMs / 1_000)} s off; no deadline moved by it, set it right`,
  },
  detail: `${differenceMs} ms`,
});

/** Tells the operator when somebody has set the server's clock, and when it is right again. Returns how to stop. */
export const watchClock = (
  clock: AnchoredClock,
  tell: (trouble: Trouble, isOver: boolean) => Promise<unknown>,
): (() => void) => {
  let isOff = false;
  const look = (): void => {
    const differenceMs = clock.differenceMs();
    const off = Math.abs(differenceMs) > LIMIT_MS;
    if (off === isOff) return;
    isOff = off;
    void tell(stepped(differenceMs), !off);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
};
