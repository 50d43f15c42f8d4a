import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { makeDataFolder } from './data-folder.ts';

test('a data folder is made for its owner; where a file is in its way, the setting and the remedy are told', async () => {
  const root = await mkdtemp(join(tmpdir(), 'liftwatch-data-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await makeDataFolder(join(root, 'data'));
  expect((await stat(join(root, 'data'))).mode & 0o777).toBe(0o700);
  await writeFile(join(root, 'file'), '');
  for (const path of ['file', 'file/data'])
    await expect(makeDataFolder(join(root, path))).rejects.toMatchObject({
      code: 'LIFT_CLI_CANNOT_WRITE',
      exitCode: 73,
      message: expect.stringMatching(/^LIFTWATCH_DATA_DIR: .*file.*: name another/),
    });
});
