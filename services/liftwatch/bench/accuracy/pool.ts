import { Worker } from 'node:worker_threads';
import type { Outcome, Task } from './worker.ts';

/** Carries out tasks in so many threads, as long as `goOn` says so; `onOutcome` is told in the order in which they end. */
export const carryOutAll = async (
  tasks: readonly Task[],
  o: { threads: number; goOn: () => boolean; onOutcome: (outcome: Outcome, done: number) => void },
): Promise<void> => {
  let [next, done] = [0, 0];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const give = (): void => {
        const task = o.goOn() ? tasks[next++] : undefined;
        if (task !== undefined) return worker.postMessage(task);
        void worker.terminate().then(() => resolve());
      };
      worker.on('message', (outcome: Outcome) => {
        done += 1;
        o.onOutcome(outcome, done);
        give();
      });
      worker.on('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.max(1, Math.min(o.threads, tasks.length)) }, work));
};
