import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from '../../vitest.base.ts';

/** Folders whose files wait most of their time, for a browser, a deadline or a restart: begun first, so that none is last alone. */
const WAITING = ['test/faults/controls', 'test/browser/', 'test/system/'];

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const path = relative(import.meta.dirname, moduleId);
      const found = WAITING.findIndex((folder) => path.startsWith(folder));
      return found < 0 ? WAITING.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Two at a time even where there are two cores only: while one waits, the other works. */
export default mergeConfig(base, {
  test: { maxWorkers: Math.max(2, availableParallelism() - 1), sequence: { sequencer: WaitingFirst } },
});
