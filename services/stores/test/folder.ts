import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder for one test. */
export const withFolder = (work: (dir: string) => Promise<void>) => async (): Promise<void> => {
  const dir = await mkdtemp(join(tmpdir(), 'liftwatch-stores-'));
  try {
    await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
