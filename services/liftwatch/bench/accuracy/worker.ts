import { parentPort } from 'node:worker_threads';
import { liveThrough, loadEvaluation, type LifeSpec, type MonthsTruth } from '@liftwatch/edge-simulator/months';
import { createWatch, type Watched } from './watch.ts';

export interface Task {
  readonly spec: LifeSpec;
  readonly seed: number;
  readonly fromMs: number;
}
export interface Outcome extends Watched {
  readonly spec: LifeSpec;
  readonly truth: readonly MonthsTruth[];
}

const evaluation = loadEvaluation();

/** Lives one lift through and lets the engine watch. */
export const carryOut = ({ spec, seed, fromMs }: Task): Outcome => {
  const truth: MonthsTruth[] = [];
  const watch = createWatch();
  liveThrough(spec, { evaluation, seed, fromMs, take: watch.take, tell: (one) => truth.push(one) });
  return { spec, truth, ...watch.end() };
};

parentPort?.on('message', (task: Task) => parentPort?.postMessage(carryOut(task)));
