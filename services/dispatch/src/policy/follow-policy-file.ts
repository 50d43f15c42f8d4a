import { unwatchFile, watchFile } from 'node:fs';
import type { Trouble } from '../incidents/trouble.ts';
import type { DispatchPolicy } from '../pipeline/policy.ts';
import { loadPolicy } from './policy-file.ts';

const LOOK_EVERY_MS = 2_000;

const refused = (path: string, error: unknown): Trouble => ({
  trouble: 'policy-refused',
  subject: 'policy',
  summary: {
    zh: '处置策略文件有误，仍按原策略执行，请改正文件',
    en: 'the policy file is wrong and the policy before it stays: put the file right',
  },
  detail: error instanceof Error ? error.message : `${path}: ${String(error)}`,
});

/**
 * Takes up the policy file whenever it changes, within some seconds: clocks that run are counted anew by it, steps that
 * were taken stay taken. A file that is wrong, or gone, is told to the operator and changes nothing. Returns how to stop.
 */
export const followPolicyFile = (
  path: string,
  tell: {
    readonly taken: (policy: DispatchPolicy) => Promise<void>;
    readonly operator: (trouble: Trouble, isOver: boolean) => Promise<void>;
  },
): (() => void) => {
  let isWrong = false;
  const look = async (): Promise<void> => {
    try {
      await tell.taken(loadPolicy(path));
      if (isWrong) await tell.operator(refused(path, 'put right'), true);
      isWrong = false;
    } catch (error) {
      isWrong = true;
      await tell.operator(refused(path, error), false);
    }
  };
  let tail: Promise<void> = Promise.resolve();
  const changed = (): void => {
    tail = tail.then(look);
  };
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, changed);
  return () => unwatchFile(path, changed);
};
