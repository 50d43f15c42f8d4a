import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newDataFolder, removeFolder } from './all-in-one.ts';

const MAIN = fileURLToPath(new URL('../../../dispatch/dist/main.js', import.meta.url));

test(
  'a second dispatch over one database is refused and says who has it; after the end of the first it starts',
  // Three starts on a busy machine.
  { timeout: 240_000 },
  async () => {
    const dir = await newDataFolder();
    const running: ChildProcess[] = [];
    /** Starts one; resolves to its lines up to the one that says that it listens, or to its end. */
    const start = async () => {
      const env = {
        LIFTWATCH_DISPATCH_HTTP_PORT: '0',
        LIFTWATCH_DISPATCH_DATABASE: join(dir, 'app.db'),
        LIFTWATCH_FINDINGS_DATABASE: join(dir, 'findings.db'),
      };
      const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      running.push(child);
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        if (line.includes('dispatch listens')) break;
      }
      return { child, said: lines.join('\n') };
    };
    const end = async (child: ChildProcess): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'exit');
      child.kill('SIGKILL');
      await closed;
    };
    try {
      const first = await start();
      expect(first.said).toContain('dispatch listens');
      const second = await start();
      expect(second.said).toContain('LIFT_STORE_LOCKED');
      expect(second.said).toContain(`process ${first.child.pid}`);
      expect(second.said).not.toContain('dispatch listens');
      await end(first.child);
      // However it ended: the lock ends with its process.
      expect((await start()).said).toContain('dispatch listens');
    } finally {
      for (const child of running) await end(child);
      await removeFolder(dir);
    }
  },
);
