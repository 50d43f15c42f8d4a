import { readFileSync, statSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadingLogReader, openReadingLogWriter, type LogRecord } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { addTerminalCredential, revokeCredential } from '../src/credentials/file.ts';
import { redriveThroughBroker, type RedriveLine } from '../src/dead-letters/redrive-client.ts';
import { client, later, startRig, state } from './harness.ts';

const rigOnLog = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-redrive-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  const log = await openReadingLogWriter({ dir, partitions: 4, minFreeBytes: 0 });
  later(() => log.close());
  const tokenFile = join(dir, 'token');
  const openReader = () => openReadingLogReader({ dir });
  const rig = await startRig({ LIFTWATCH_BROKER_TOKEN_FILE: tokenFile }, { log, openReader });
  const url = `http://127.0.0.1:${rig.broker.httpPort}`;
  const redrive = async (terminalId?: string): Promise<RedriveLine[]> => {
    const lines: RedriveLine[] = [];
    const of = { url, tokenFile, ...(terminalId !== undefined && { terminalId }) };
    for await (const line of redriveThroughBroker(of)) lines.push(line);
    return lines;
  };
  const records = async (): Promise<readonly LogRecord[]> => {
    const reader = await openReader();
    const all = [];
    for (let partition = 0; partition < 4; partition++) all.push(...(await reader.read(partition, 0, 10_000)));
    await reader.close();
    return all.flatMap((entry) => entry.records);
  };
  return { rig, url, tokenFile, redrive, records };
};

test('what was refused stands after the fix, through the running broker; what is still wrong stays refused', async () => {
  const { rig, redrive, records } = await rigOnLog();
  const one = await client(rig, 't1');
  await one.publishAsync('lift/v1/L9/state', state(7), { qos: 1 });
  await one.publishAsync('lift/v1/L1/state', 'not json', { qos: 1 });
  expect((await redrive()).map((line) => line.outcome)).toEqual(['still-refused', 'still-refused']);
  revokeCredential({ file: rig.file }, 't1');
  addTerminalCredential({ file: rig.file }, { terminalId: 't1', lifts: ['L1', 'L9'] });
  rig.broker.reloadCredentials();
  expect(await redrive('somebody')).toEqual([]);
  const outcomes = await redrive('t1');
  expect(outcomes.find((line) => line.topic === 'lift/v1/L9/state')?.outcome).toBe('redriven');
  expect(outcomes.find((line) => line.topic === 'lift/v1/L1/state')?.message).toMatch(/not JSON/);
  const readings = (await records()).filter((record) => record.type === 'reading');
  expect(readings).toMatchObject([{ terminalId: 't1', topic: 'lift/v1/L9/state' }]);
});

test('without the token nothing is re-driven, and the token file is for its owner', async () => {
  const { url, tokenFile } = await rigOnLog();
  const post = (headers: Record<string, string>, body?: string) =>
    fetch(`${url}/dead-letters/redrive`, { method: 'POST', headers, ...(body !== undefined && { body }) });
  const unknown = await post({});
  expect(unknown.status).toBe(401);
  expect(await unknown.json()).toMatchObject({ code: 'LIFT_BROKER_TOKEN_WRONG' });
  expect((await post({ authorization: 'Bearer wrong' })).status).toBe(401);
  const authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
  expect((await post({ authorization }, '{"unknown":1}')).status).toBe(400);
  expect((await post({ authorization }, '{}')).status).toBe(200);
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
});

test.each([
  ['/metrics', 'application/json', 406],
  ['/readyz', 'text/plain', 406],
  ['/healthz', 'application/*;q=0.1', 200],
  ['/metrics', 'text/plain;version=0.0.4', 200],
  ['/metrics', '*/*', 200],
] as const)('%s for who reads %s is answered %i', async (path, accept, status) => {
  const { url } = await rigOnLog();
  const answer = await fetch(`${url}${path}`, { headers: { accept } });
  expect(answer.status).toBe(status);
  if (status !== 406) return void (await answer.text());
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status, code: 'LIFT_BROKER_NOT_ACCEPTABLE' });
});

test.each([
  ['GET', '/dead-letters/redrive', 405, 'POST'],
  ['OPTIONS', '/metrics', 405, 'GET, HEAD'],
  ['POST', '/healthz', 405, 'GET, HEAD'],
  ['GET', '/nowhere', 404, null],
])('%s %s is answered %i, with what is allowed there', async (method, path, status, allow) => {
  const { url } = await rigOnLog();
  const answer = await fetch(`${url}${path}`, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status, code: expect.stringMatching(/^LIFT_BROKER_/) });
});
