/** A service that starts, or refuses to; that may end by itself, and cannot close where it is ill. */
import { serveThread } from '../../src/index.ts';

let isIll = false;

serveThread({
  start(how: string) {
    isIll = how === 'ill';
    if (how === 'refuses') throw Object.assign(new Error('not so'), { code: 'LIFT_ENGINE_TIMEOUT' });
    return `started ${how}`;
  },
  failSoon: () =>
    setImmediate(() => {
      throw new RangeError('by itself');
    }),
  close() {
    if (isIll) throw new RangeError('cannot close');
  },
});
