/** A service that starts, or refuses to; and may end by itself. */
import { workerData } from 'node:worker_threads';
import { serveThread } from '../../src/index.ts';

serveThread({
  start() {
    if (workerData === 'refuses') throw Object.assign(new Error('not so'), { code: 'LIFT_ENGINE_TIMEOUT' });
    return `started ${workerData as string}`;
  },
  failSoon: () =>
    setImmediate(() => {
      throw new RangeError('by itself');
    }),
  close: () => undefined,
});
