/** A service that starts, or refuses to; and may end by itself. */
import { serveThread } from '../../src/index.ts';

serveThread({
  start(how: string) {
    if (how === 'refuses') throw Object.assign(new Error('not so'), { code: 'LIFT_ENGINE_TIMEOUT' });
    return `started ${how}`;
  },
  failSoon: () =>
    setImmediate(() => {
      throw new RangeError('by itself');
    }),
  close: () => undefined,
});
