import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '@liftwatch/schemas';
import { meaningOf } from '@liftwatch/schemas';
import { startSandbox } from '@liftwatch/infra';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cityChannel } from '../src/channels/city/city.ts';
import { cityCodeOf, cityMessage } from '../src/channels/city/city-message.ts';
import { readCityDialect, shanghai } from '../src/channels/city/dialect.ts';
import { checkPlatform } from '../src/conformance/platform.ts';
import { timelineText } from '../src/http/timeline-words.ts';
import { rescuePolicy } from '../src/index.ts';
import { deliveriesOf } from './support/a-delivery.ts';
import { aFinding } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const lift = { registrationCode: '31101201012026010001' };
let alarm: Delivery;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  alarm = (await deliveriesOf('released')).find((one) => one.channel === 'cap' && one.notice === 'alarm')!;
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Seen {
  readonly path: string;
  readonly auth: string | undefined;
  readonly body: string;
}
/** A platform of a city: keeps what it gets and answers as it is told. */
const platform = async (answer: (seen: Seen) => { status?: number; body: string }) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        auth: request.headers.authorization,
        body: Buffer.concat(parts).toString('utf8'),
      };
      seen.push(one);
      const { status = 200, body } = answer(one);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};
const send = (address: string, delivery: Delivery, of = lift as { registrationCode?: string }) =>
  cityChannel({ dialect: shanghai, token: () => 'tok', liftOf: async () => of, nowMs: Date.now }).send(
    { ...delivery, address },
    AbortSignal.timeout(5_000),
  );

test('Shanghai-type: the golden body of an entrapment; local time without offset; 09', () => {
  const message = cityMessage(alarm, shanghai, lift);
  expect(message.is === 'body' && JSON.parse(message.body)).toEqual({
    alarmId: `LIFTWATCH-${alarm.deliveryId}`,
    alarmChannel: 'S04',
    registerNumber: lift.registrationCode,
    occurTime: '2026-03-01 10:00:10',
    failureCode: '09',
    eventDesc: expect.stringContaining('轿厢困人'),
    statusCollectTime: '2026-03-01 10:00:10',
    params: [],
  });
});

test('codes go out as the table of that city reads them in: there and back is the same meaning', () => {
  for (const code of Object.keys(shanghai.codes)) {
    const one = { ...alarm, content: { ...alarm.content, codes: [code], kind: 'fault/x' as never } };
    const meaning = meaningOf('shanghai', cityCodeOf(one, shanghai)!)?.code;
    expect([code, meaning]).toEqual([code, code === 'X01' ? 'X02' : code]);
  }
  // A code that the table has not, of a kind that it has.
  const byKind = { ...alarm, content: { ...alarm.content, codes: ['90'], kind: 'entrapment' as const } };
  expect(cityCodeOf(byKind, shanghai)).toBe('09');
  const unknown = { ...alarm, content: { ...alarm.content, codes: ['X12'], kind: 'fault/X12' as const } };
  expect(cityMessage(unknown, shanghai, lift)).toEqual({
    is: 'not-sent',
    reason: 'dialect shanghai has no code for X12: add it to its codes',
  });
  expect(cityMessage(alarm, shanghai, {})).toMatchObject({
    is: 'not-sent',
    reason:
      'dialect shanghai: field registerNumber cannot be filled, there is no registrationCode: enter the registrationCode of the lift in the registry',
  });
});

test('taken is what the body says, not the status; an end is not pushed; the same alarm id over repetitions', async () => {
  let code: number | string = 0;
  const city = await platform(() => ({ body: JSON.stringify({ code }) }));
  expect(await send(city.url, alarm)).toEqual({ is: 'accepted' });
  expect(await send(city.url, alarm)).toEqual({ is: 'accepted' });
  expect(new Set(city.seen.map((one) => (JSON.parse(one.body) as { alarmId: string }).alarmId)).size).toBe(1);
  expect(city.seen[0]).toMatchObject({ path: '/platform/api/v1/iotAlarms', auth: 'Bearer tok' });
  code = 500;
  expect(await send(city.url, alarm)).toMatchObject({ is: 'later' });
  const count = city.seen.length;
  expect(await send(city.url, { ...alarm, notice: 'released' })).toEqual({ is: 'delivered' });
  expect(city.seen).toHaveLength(count);
  expect(await send(city.url, alarm, {})).toMatchObject({ is: 'refused' });
});

test('the token goes where the dialect says', async () => {
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    request.resume().on('end', () => response.end('{"code":0}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  const dialect = { ...shanghai, tokenHeader: 'x-api-key', tokenPrefix: '' };
  const channel = cityChannel({ dialect, token: () => 'tok', liftOf: async () => lift, nowMs: Date.now });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await channel.send({ ...alarm, address }, AbortSignal.timeout(60_000))).toEqual({ is: 'accepted' });
  expect(headers[0]).toMatchObject({ 'x-api-key': 'tok' });
  expect(headers[0]).not.toHaveProperty('authorization');
});

test('nobody is said to have told a city of what its feed takes no message for', async () => {
  const p = await openPipeline(
    rescuePolicy,
    {
      recipientsOf: (role) =>
        role === 'platform' ? [{ recipientId: 'feed', role, channel: 'city', address: 'http://127.0.0.1:1' }] : [],
    },
    (channel, notice) => channel !== 'city' || shanghai.notices.includes(notice),
  );
  await p.find(aFinding(), aFinding({ revision: 2, change: 'cleared', stage: 'released', atS: 60 }));
  expect(p.told()).toEqual(['alarm:platform']);
  const lines = p.all()[0]!.timeline.filter((line) => line.who === 'feed');
  expect(lines.map((line) => line.what)).toEqual(['told-platform', 'not-told']);
  expect(timelineText(lines[1]!)).toEqual({
    zh: '不通知：该平台不接收此类消息（解除 市级平台 feed）',
    en: 'not told: its platform takes no such message (released city feed)',
  });
});

test('a dialect of another city is a file; a wrong one is refused field by field', () => {
  const dir = mkdtempSync(join(tmpdir(), 'city-'));
  const path = join(dir, 'city.yaml');
  writeFileSync(
    path,
    'name: x\nsource: s\npath: /a\nsupplier: u\nutcOffsetMinutes: 480\nnotices: [alarm]\nbody: {id: "${deliveryId}"}\ncodes: {X02: "93"}\n',
  );
  const message = cityMessage(alarm, readCityDialect(path), {});
  expect(message).toEqual({ is: 'body', body: JSON.stringify({ id: alarm.deliveryId }) });
  writeFileSync(path, 'name: x\npath: a\n');
  expect(() => readCityDialect(path)).toThrow(/source.*path|path.*source/s);
});

test('conformance kit: our own sandbox conforms to CAP; the ids of a run are its own', async () => {
  const sandbox = await startSandbox();
  closers.push(() => sandbox.close());
  const results = await checkPlatform(
    { url: sandbox.platform.capUrl, token: undefined, runId: 'r1', nowMs: Date.UTC(2026, 2, 1), timeoutMs: 5_000 },
    () => undefined,
  );
  expect(results.filter((one) => !one.ok)).toEqual([]);
  expect(results.map((one) => one.check)).toEqual([
    'alert',
    'repeated',
    'update',
    'all-clear',
    'cancel',
    'not-a-document',
    'field-missing',
    'soon',
  ]);
  expect(sandbox.platform.received().every((one) => one.xml.includes('<status>Test</status>'))).toBe(true);
});

/** A platform that looks at what it is sent; `refusal`: what it answers to what it does not take. */
const attentive = (refusal: number) => (seen: Seen) => {
  const isAlarm = seen.body.startsWith('{') && (JSON.parse(seen.body) as { alarmId?: string }).alarmId !== undefined;
  return seen.auth === 'Bearer tok' && isAlarm ? { body: '{"code":0}' } : { status: refusal, body: '' };
};

test('conformance kit: a platform that looks at token, form and fields conforms; one that breaks over them does not', async () => {
  const failedAt = async (refusal: number) => {
    const city = await platform(attentive(refusal));
    const target = { url: city.url, token: 'tok', dialect: shanghai, runId: 'r3', nowMs: Date.UTC(2026, 2, 1) };
    const results = await checkPlatform({ ...target, timeoutMs: 60_000 }, () => undefined);
    return results.filter((one) => !one.ok && one.level === 'must').map((one) => one.check);
  };
  expect(await failedAt(400)).toEqual([]);
  expect(await failedAt(500)).toEqual(['not-a-document', 'field-missing', 'wrong-token', 'no-token']);
});

test('conformance kit: an endpoint that is not there is said to be so, and why', async () => {
  const city = await platform(() => ({ body: '' }));
  for (const close of closers.splice(0)) await close();
  const target = { url: city.url, token: undefined, runId: 'r4', nowMs: Date.UTC(2026, 2, 1), timeoutMs: 60_000 };
  const [first] = await checkPlatform(target, () => undefined);
  expect(first).toMatchObject({
    ok: false,
    status: null,
    detail: expect.stringContaining('nothing: connect ECONNREFUSED'),
  });
});

/** Where no alarm is taken, a refusal says nothing. */
const ALL = ['alert', 'repeated', 'not-a-document', 'field-missing', 'wrong-token', 'no-token'];

test.each([
  ['takes everything', () => ({ body: '{"code":0}' }), ['not-a-document', 'field-missing', 'wrong-token', 'no-token']],
  ['refuses everything', () => ({ status: 400, body: '{}' }), ALL],
  ['says no in its body', () => ({ body: '{"code":1}' }), ALL],
  ['fails', () => ({ status: 500, body: '' }), ALL],
])('conformance kit: a platform that %s does not conform', async (_, answer, failed) => {
  const city = await platform(answer);
  const results = await checkPlatform(
    { url: city.url, token: 'tok', dialect: shanghai, runId: 'r2', nowMs: Date.UTC(2026, 2, 1), timeoutMs: 5_000 },
    () => undefined,
  );
  expect(results.filter((one) => !one.ok && one.level === 'must').map((one) => one.check)).toEqual(failed);
});
