import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liftwatch, newDataFolder, removeFolder, startProcess, type Environment, type Running } from './all-in-one.ts';

let dir: string;
let keys: string;
let env: Environment;
let running: Running;

beforeAll(async () => {
  [dir, keys] = [await newDataFolder(), await newDataFolder()];
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(keys, name), `${text}\n`, { mode: 0o600 });
    return join(keys, name);
  };
  env = {
    LIFTWATCH_DISPATCH_TOKEN_FILE: await file('operator.token', 'an-operator-token-that-was-brought'),
    LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: await file('receipts.token', 'a-receipts-token-that-was-brought'),
  };
  running = await startProcess({ dir, args: ['--no-demo'], env });
});
afterAll(async () => {
  await running?.end('SIGKILL');
  await Promise.all([dir, keys].map(removeFolder));
});

test('secrets that are named are those in force, for commands and carriers alike, and none is made beside them', async () => {
  const firms = join(keys, 'firms.yaml');
  await writeFile(firms, 'firms: [{firmId: F1, name: 安梯维保}]\n');
  const imported = await liftwatch(['import', firms], {
    ...env,
    LIFTWATCH_DATA_DIR: dir,
    LIFTWATCH_DISPATCH_URL: running.urls.dispatch,
  });
  expect([imported.err, imported.code]).toEqual(['', 0]);
  const receipt = async (token: string): Promise<number> =>
    (await fetch(new URL(`/callbacks/kannel/${token}?id=x&type=1`, running.urls.dispatch))).status;
  expect(await receipt('a-receipts-token-that-was-brought')).not.toBe(401);
  expect(await receipt('another')).toBe(401);
  const made = await readdir(dir);
  expect(made.filter((name) => ['dispatch.token', 'receipts.token'].includes(name))).toEqual([]);
  expect(made).toContain('ledger.key');
});
