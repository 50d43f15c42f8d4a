import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { waitUntil } from './wait-until.ts';

/** Starts a child under watch, prints its pid and folder, and waits to be killed. */
const program = `
  import { spawn } from 'node:child_process';
  import { createServerHome } from ${JSON.stringify(fileURLToPath(new URL('server-home.ts', import.meta.url)))};
  const home = createServerHome('killed');
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  home.watch(child);
  console.log(JSON.stringify({ pid: child.pid, dir: home.dir }));
  setInterval(() => undefined, 1000);
`;

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/fd/0`);

test('a process that is killed leaves neither server nor folder behind', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const { pid, dir } = JSON.parse(line.toString()) as { pid: number; dir: string };
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await waitUntil('the guardian to tidy up', () => !isAlive(pid) && !existsSync(dir));
});
