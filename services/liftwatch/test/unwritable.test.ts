import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openReadingLogWriter } from '@liftwatch/stores';
import { expect, onTestFinished, test } from 'vitest';

/** The built program, as a user runs it. */
const program = fileURLToPath(new URL('../bin/liftwatch.js', import.meta.url));

test('an archive cannot be made where a file is: 73, with the path, and no word of a defect', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liftwatch-unwritable-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  const data = join(folder, 'data');
  const writer = await openReadingLogWriter({ dir: join(data, 'log'), partitions: 1 });
  await writer.close();
  const failed = await promisify(execFile)(process.execPath, [program, 'log', 'archive', path], {
    env: { LIFTWATCH_DATA_DIR: data },
  }).catch((e: { code: number; stderr: string }) => e);
  expect(failed).toMatchObject({
    code: 73,
    stderr: expect.stringMatching(
      /^liftwatch: .*a-file is no folder .*EEXIST.*: name another, .*\[LIFT_STORE_FILE_UNWRITABLE\]\n$/,
    ),
  });
});

test.skipIf(!existsSync('/proc/self'))(
  'a data folder that no system makes ends the start, and a misspelt setting is told',
  async () => {
    const ports = ['MQTT', 'CONSOLE', 'ENGINE', 'DISPATCH', 'BROKER_HTTP'].map((name) => [
      `LIFTWATCH_${name}_PORT`,
      '0',
    ]);
    const failed = await promisify(execFile)(process.execPath, [program, 'start', '--no-demo'], {
      env: { ...Object.fromEntries(ports), LIFTWATCH_DATA_DIR: '/proc/liftwatch', LIFTWATCH_MQTT_PROT: '1883' },
    }).catch((e: { code: number; stderr: string }) => e);
    expect(failed).toMatchObject({
      code: 73,
      stderr: expect.stringMatching(
        /^liftwatch: warning: .*LIFTWATCH_MQTT_PROT \(did you mean LIFTWATCH_MQTT_PORT\?\).*\nliftwatch: LIFTWATCH_DATA_DIR: \/proc\/liftwatch .*\[LIFT_CLI_CANNOT_WRITE\]\n$/,
      ),
    });
  },
);
