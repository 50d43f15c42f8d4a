import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSqliteFindingLog } from '../src/index.ts';
import { withFolder } from './folder.ts';

const CHILD = fileURLToPath(new URL('children/find.ts', import.meta.url));

test(
  'a reader of the finding log in another process than the engine is woken',
  withFolder(async (dir) => {
    const path = join(dir, 'findings.db');
    const log = await openSqliteFindingLog({ path, pollMs: 5 });
    const woken = new Promise<void>((resolve) => log.onAppended(resolve));
    const child = spawn(
      process.execPath,
      ['--conditions=liftwatch-dev', '--disable-warning=ExperimentalWarning', CHILD, path],
      {
        stdio: 'inherit',
      },
    );
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
    await woken;
    expect((await log.read(0, 10)).map((line) => line.finding.findingId)).toEqual(['finding-from-a-child']);
    await log.close();
  }),
);
