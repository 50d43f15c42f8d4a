/** A thread that is asked something, and later ends of an error that nobody took. */
import { serveThread } from '../../src/index.ts';

serveThread({
  failSoon: () =>
    void setImmediate(() => {
      throw new RangeError('by itself');
    }),
  refuse: () => {
    throw Object.assign(new Error('not so'), { code: 'LIFT_ENGINE_TIMEOUT' });
  },
});
