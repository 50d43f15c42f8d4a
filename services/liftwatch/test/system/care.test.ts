import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liftwatch, newDataFolder, removeFolder, startProcess, type Running } from './all-in-one.ts';

const PHONE = '+8613900000000';
let dir: string;
let running: Running;
let env: Record<string, string>;
let beats = 0;
const outside = createServer((_request, response) => {
  beats += 1;
  response.end();
});

beforeAll(async () => {
  dir = await newDataFolder();
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  running = await startProcess({
    dir,
    env: {
      LIFTWATCH_DISPATCH_SELF_TEST_PHONE: PHONE,
      LIFTWATCH_DISPATCH_SELF_TEST_TIMEOUT_MS: '30000',
      LIFTWATCH_DISPATCH_REQUIRED_CHANNELS: 'sms',
      LIFTWATCH_DISPATCH_HEARTBEAT_URL: `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`,
    },
  });
  env = { LIFTWATCH_DATA_DIR: dir, LIFTWATCH_DISPATCH_URL: running.urls.dispatch };
});
afterAll(async () => {
  await running?.end('SIGKILL');
  outside.closeAllConnections();
  outside.close();
  await removeFolder(dir);
});

const token = async (): Promise<string> => (await readFile(join(dir, 'dispatch.token'), 'utf8')).trim();
const post = async (path: string) => {
  const response = await fetch(new URL(path, running.urls.dispatch), {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}` },
    signal: AbortSignal.timeout(60_000),
  });
  return (await response.json()) as Record<string, unknown>;
};

describe('the pager is proved', { timeout: 120_000 }, () => {
  test('self-test: from a published reading to a received SMS, on /metrics, and nobody else is told', async () => {
    const result = await post('/api/v1/self-test');
    expect(result).toMatchObject({ ok: true, reached: 'delivered' });
    const sms = await running.json<{ to: string; text: string }[]>('sms', '/received');
    expect(sms.filter((one) => one.to === PHONE).map((one) => one.text)).toContainEqual(
      expect.stringContaining('自检测试'),
    );
    const firm = JSON.stringify(await running.json('firm', '/received'));
    const platform = JSON.stringify(await running.json('platform', '/received'));
    expect([firm.includes('self-test'), platform.includes('self-test')]).toEqual([false, false]);
    const metrics = await (await fetch(new URL('/metrics', running.urls.dispatch))).text();
    expect(metrics).toContain('liftwatch_dispatch_self_test_success 1');
  });

  test('the heartbeat is heard while intake, engine, dispatch and SMS are well', async () => {
    await waitUntil('a heartbeat', () => beats > 0);
  });

  test('tokens at the command line: a firm’s token reads its own rows alone; revoked, nothing', async () => {
    const made = await liftwatch(['tokens', 'add', 'of-firm', '--role', 'firm', '--firm', 'nobody'], env);
    expect([made.code, made.err]).toEqual([0, '']);
    const { token: text, tokenId } = JSON.parse(made.out) as { token: string; tokenId: string };
    const read = async () =>
      fetch(new URL('/api/v1/lifts', running.urls.dispatch), { headers: { authorization: `Bearer ${text}` } });
    expect(await (await read()).json()).toMatchObject({ items: [] });
    expect((await liftwatch(['tokens', 'list'], env)).out).toContain(tokenId);
    expect((await liftwatch(['tokens', 'revoke', tokenId], env)).code).toBe(0);
    expect((await read()).status).toBe(401);
    const wrong = await liftwatch(['tokens', 'add', 'x', '--role', 'firm'], env);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('firmIds')]);
  });

  test('the ledger verifies against its head; a line that was altered and a tail that was cut are found', async () => {
    const head = join(dir, 'head.jws');
    expect((await liftwatch(['ledger', 'head', '--out', head], env)).code).toBe(0);
    const verify = () => liftwatch(['ledger', 'verify', '--head', head, '--key', `${head}.pem`], env);
    const good = await verify();
    expect([good.code, JSON.parse(good.out)]).toMatchObject([0, { ok: true }]);
    await running.end('SIGTERM');
    const database = new DatabaseSync(join(dir, 'app.db'));
    const { seq } = JSON.parse(good.out).head as { seq: number };
    database.exec(`UPDATE ledger SET document = document || ' ' WHERE seq = 2`);
    expect((await liftwatch(['ledger', 'verify'], env)).err).toContain('line 2 is not what was hashed');
    const altered = await verify();
    expect([altered.code, altered.err]).toEqual([1, expect.stringContaining('line 2 is not what was hashed')]);
    database.exec(`UPDATE ledger SET document = substr(document, 1, length(document) - 1) WHERE seq = 2`);
    expect((await verify()).code).toBe(0);
    expect((await liftwatch(['ledger', 'verify'], env)).err).toContain('without --head');
    database.exec(`DELETE FROM ledger WHERE seq >= ${seq}`);
    const cut = await verify();
    expect([cut.code, cut.err]).toEqual([1, expect.stringContaining(`the head names line ${seq}`)]);
    database.exec('DELETE FROM ledger WHERE seq < 3');
    expect((await verify()).err).toContain('lines 1 to 2 are missing before line 3');
    database.close();
    const alone = (path: string) => liftwatch(['ledger', 'verify', '--database', path], env);
    const [nowhere, noDatabase] = [await alone(join(dir, 'nowhere.db')), await alone(head)];
    expect([nowhere.code, nowhere.err]).toEqual([66, expect.stringContaining('nowhere.db')]);
    expect([noDatabase.code, noDatabase.err]).toEqual([65, expect.stringContaining('holds no ledger')]);
  });

  test('conformance kit at the command line', async () => {
    const gone = await liftwatch(['conformance', 'platform', 'http://127.0.0.1:9/cap', '--timeout', '2'], env);
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('does not conform: alert')]);
    const usage = await liftwatch(['conformance', 'platform', 'http://127.0.0.1:9/', '--dialect', 'paris'], env);
    expect(usage.code).toBe(64);
  });
});
