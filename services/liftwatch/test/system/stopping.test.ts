import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@liftwatch/infra';
import { expect, test } from 'vitest';
import { newDataFolder, removeFolder, startProcess } from './all-in-one.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

test('one SIGINT stops in order with 0; a second one at once with 130', { timeout: 90_000 }, async () => {
  const dir = await newDataFolder();
  try {
    const first = await startProcess({ dir, args: ['--no-demo'] });
    expect(await first.end('SIGINT')).toBe(0);
    const second = await startProcess({ dir });
    second.signal('SIGINT');
    await waitUntil('the word that it stops', () => second.out().includes('stopping'));
    second.signal('SIGINT');
    // The orderly end may win the race by itself; nothing else may come of it.
    expect([0, 130]).toContain(await second.end('SIGINT'));
  } finally {
    await removeFolder(dir);
  }
});

test('a reader that goes away ends what only prints, without a stack trace', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [MAIN, 'rules', 'list', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number | null];
  expect([code, err]).toEqual([0, '']);
});
