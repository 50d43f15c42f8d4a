import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from '../infra/src/index.ts';

const root = join(import.meta.dirname, '..');
const FAILED = 2;

/** A compiler that works until `go` is there, and then finds a mistake. */
const slowCompiler = (folder: string): string =>
  `#!/bin/sh\nuntil [ -e '${folder}/go' ]; do sleep 0.1; done\necho 'a.ts(1,1): error TS1: a mistake'\nexit ${FAILED}\n`;

test('a build that takes long says what it does, and tells what a compiler found, on stderr; stdout stays empty', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liftwatch-build-'));
  try {
    writeFileSync(join(folder, 'tsc'), slowCompiler(folder), { mode: 0o755 });
    const build = spawn(process.execPath, ['.ci/build.ts'], {
      cwd: root,
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
    });
    let [out, err] = ['', ''];
    build.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    build.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = once(build, 'close');
    await waitUntil('the line of progress', () => err.includes('building the services'));
    writeFileSync(join(folder, 'go'), '');
    const [code] = (await ended) as [number];
    expect([code, out, err]).toEqual([
      FAILED,
      '',
      'liftwatch: building the services / 正在编译服务 …\na.ts(1,1): error TS1: a mistake\n',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
