import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeLoopbackPort, waitUntil } from '@liftwatch/infra';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { incidentsOf, liftwatch, newDataFolder, removeFolder, startProcess } from './all-in-one.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const NUMBER = '13800000001';
const CALLED = '13800000002';
const registry = `
firms: [{firmId: F1, name: 安梯维保}]
lifts: [{liftId: box-1, name: 天塔1号梯, firmId: F1}]
contacts: [{contactId: crew-1, role: crew, firmId: F1, channel: sms, address: "${NUMBER}"}]
`;
/** Who is called; SMPP carries no calls. */
const calledToo = `
firms: [{firmId: F1, name: 安梯维保}]
lifts: [{liftId: box-1, name: 天塔1号梯, firmId: F1}]
contacts:
  - {contactId: crew-1, role: crew, firmId: F1, channel: sms, address: "${NUMBER}"}
  - {contactId: crew-2, role: crew, firmId: F1, channel: voice, address: "${CALLED}"}
`;
const clouds: readonly string[] = ['aliyun', 'tencent'];

interface Taken {
  readonly carrier: string;
  readonly kind: string;
  readonly to: string;
  readonly text: string;
}

/** `liftwatch sandbox CARRIER` as a person runs it in a second shell. */
const openBox = async (carrier: string, dir: string, env: Readonly<Record<string, string>>) => {
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'sandbox', carrier, '--out', join(dir, 'box')], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const file = join(dir, 'box', 'carriers.yaml');
  await waitUntil('the box to say how it is reached', () => err.includes(file) && existsSync(file));
  return {
    file,
    err: () => err,
    taken: (): readonly Taken[] =>
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Taken),
    write: (line: string) => void child.stdin?.write(`${line}\n`),
    async end(): Promise<number | null> {
      const closed = once(child, 'close') as Promise<[number | null]>;
      child.kill('SIGTERM');
      return (await closed)[0];
    },
  };
};

describe('a carrier in a box', { timeout: 120_000 }, () => {
  test.each(['aliyun', 'tencent', 'smpp'])(
    '%s: an entrapment arrives on the phone, its receipt comes back, and the reply makes an owner',
    async (carrier) => {
      const dir = await newDataFolder();
      const port = await freeLoopbackPort();
      const env = { LIFTWATCH_DATA_DIR: dir, LIFTWATCH_DISPATCH_URL: `http://127.0.0.1:${port}` };
      const box = await openBox(carrier, dir, env);
      expect((await stat(join(dir, 'box', 'carrier.secret'))).mode & 0o077).toBe(0);
      const running = await startProcess({
        dir,
        args: ['--no-demo'],
        env: { LIFTWATCH_DISPATCH_PORT: String(port), LIFTWATCH_DISPATCH_CARRIERS_FILE: box.file },
      });
      try {
        await writeFile(join(dir, 'registry.yaml'), clouds.includes(carrier) ? calledToo : registry);
        expect((await liftwatch(['import', join(dir, 'registry.yaml')], env)).code).toBe(0);
        const made = await liftwatch(['credentials', 'add-terminal', 'T-box', 'box-1'], env);
        const account = JSON.parse(made.out) as { username: string; password: string };
        const client = await waitUntil('the broker to take the credential up', () =>
          connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: 'T-box', ...account }, false).catch(
            () => undefined,
          ),
        );
        const button = JSON.stringify({ at: Date.now(), type: 'code', code: '90' });
        await client.publishAsync('lift/v1/box-1/event', button, { qos: 1 });
        await client.endAsync();
        const sms = await waitUntil('the message', () => box.taken().find((one) => one.text.includes('天塔1号梯')));
        expect(sms).toMatchObject({ carrier, kind: 'sms', to: expect.stringContaining(NUMBER) });
        // Each variable where its text has it.
        expect(sms.text).toMatch(/^【电梯卫士】.*天塔1号梯，\d{2}:\d{2}.*回复1接单/);
        const delivered = async (contact: string) => {
          const { items } = await running.json<{ items: { state: string; recipientId: string }[] }>(
            'dispatch',
            '/api/v1/deliveries',
          );
          return items.some((one) => one.recipientId === contact && one.state === 'delivered');
        };
        const confirmed = async (): Promise<number> => {
          const { items } = await running.json<{ items: { state: string; notice: string }[] }>(
            'dispatch',
            '/api/v1/deliveries',
          );
          return items.filter(({ notice, state }) => notice === 'noted' && state === 'delivered').length;
        };
        await waitUntil('its receipt', () => delivered('crew-1'));
        if (clouds.includes(carrier)) {
          // Who cannot come is not waited for: the next is called at once.
          box.write(`${NUMBER} 2`);
          const call = await waitUntil('the call', () => box.taken().find((one) => one.kind === 'call'));
          expect(call).toMatchObject({ carrier, to: expect.stringContaining(CALLED) });
          expect(call.text).toContain('天塔1号梯');
          await waitUntil('what became of the call', () => delivered('crew-2'));
        }
        box.write(`${NUMBER} 1`);
        const owned = async () => (await incidentsOf(running, 'box-1'))[0]?.state === 'acknowledged';
        await waitUntil('the incident to have an owner', owned);
        // What the replies did is confirmed; the box reports each message's receipt as long as liftwatch is there to take it.
        if (clouds.includes(carrier))
          await waitUntil('both confirmations to arrive', async () => (await confirmed()) === 2);
      } finally {
        await running.end();
        const code = await box.end();
        await removeFolder(dir);
        expect([code, box.err()]).toEqual([0, expect.not.stringContaining('nobody')]);
      }
    },
  );
});
