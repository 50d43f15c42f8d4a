import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const guard = fileURLToPath(new URL('../../dist/start/guard.js', import.meta.url));
const script = (line: string): string => `
  import { guardProcess } from ${JSON.stringify(guard)};
  guardProcess(process, {
    logger: { fatal: (fields, sentence) => console.log('fatal', fields.err.message, sentence) },
    tell: (text) => process.stderr.write(text + '\\n'),
    exit: (code) => process.exit(code),
  });
  setInterval(() => undefined, 1_000);
  ${line}`;

test.each([
  ['a rejection that nobody took', `Promise.reject(new Error('broken part'));`],
  ['an exception in a timer', `setTimeout(() => { throw new Error('broken part'); }, 1);`],
])('%s is logged as fatal, told, and ends the process with 70', (_what, line) => {
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script(line)], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect(ended.status).toBe(70);
  expect(ended.stdout).toContain('fatal broken part');
  expect(ended.stderr).toContain('liftwatch: internal error, the process ends: Error: broken part');
});
