import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('an unknown benchmark is refused with the list of names', () => {
  const ended = spawnSync(process.execPath, [join(import.meta.dirname, 'bench.ts'), 'no-such'], { encoding: 'utf8' });
  expect(ended.status).toBe(64);
  expect(ended.stderr).toContain('no benchmark "no-such"');
  expect(ended.stderr).toContain('NAME is one of: ');
  for (const name of ['accuracy', 'alert-latency', 'faults', 'ingest'])
    expect(ended.stderr).toMatch(new RegExp(`[ ,]${name}[,\\s]`));
});
