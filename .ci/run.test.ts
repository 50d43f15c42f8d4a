import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { serverAvailable } from '../infra/src/index.ts';
import { describe, expect, test } from 'vitest';
import { pathWithout } from './path-without.ts';

const root = join(import.meta.dirname, '..');

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly lastLine: string;
}

/** Runs a command with only one package's tests: packages and static checks are not what is tested here. */
const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Ended => {
  const skip = { LIFTWATCH_CI_SKIP_INSTALL: '1', LIFTWATCH_CI_SKIP_CHECK: '1' };
  const { LIFTWATCH_REQUIRE_SERVERS: _, ...inherited } = process.env;
  const ended = spawnSync(command, [...args, '--filter=@liftwatch/infra'], {
    cwd: root,
    env: { ...inherited, ...skip, ...env },
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  const output = ended.stdout + ended.stderr;
  return { status: ended.status, output, lastLine: ended.stdout.trimEnd().split('\n').at(-1) ?? '' };
};

describe('without influxd on PATH', () => {
  test('.ci/run fails, through turbo, and says which server is missing', () => {
    const shadow = pathWithout('influxd');
    try {
      const { status, output, lastLine } = run('.ci/run', [], { PATH: shadow.path });
      expect(output).toContain('@liftwatch/infra:test');
      expect(output).toContain('needs influxd');
      expect(lastLine).toMatch(/^\d+ passed, [1-9]\d* failed$/);
      expect(status).not.toBe(0);
    } finally {
      shadow.remove();
    }
  });

  test('npm test passes, and lists what was skipped with the package that would run it', () => {
    const shadow = pathWithout('influxd');
    try {
      const { status, output, lastLine } = run('npm', ['test', '--'], { PATH: shadow.path });
      expect(output).toContain('a real influxd: needs influxd (apt-get install influxdb)');
      expect(lastLine).toMatch(/^[1-9]\d* passed, 0 failed$/);
      expect(status).toBe(0);
    } finally {
      shadow.remove();
    }
  });
});

test.skipIf(!serverAvailable('influxd') || !serverAvailable('kannel'))('with every server .ci/run passes', () => {
  const { status, lastLine } = run('.ci/run', [], {});
  expect(lastLine).toMatch(/^[1-9]\d* passed, 0 failed$/);
  expect(status).toBe(0);
});
