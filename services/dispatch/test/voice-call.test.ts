import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aFinding } from './support/a-finding.ts';
import { RECEIPT_TOKEN, runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const SECRET = `whsec_${Buffer.from('a secret of the voice gateway').toString('base64')}`;
const NUMBER = '13900001111';

interface Placed {
  readonly to: string;
  readonly text: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly callbackUrl: string;
}
/** A voice gateway as a maintainer may have one: takes a call only if it is signed, and tells later what became of it. */
const calls: Placed[] = [];
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};
const gateway: Server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    try {
      new Webhook(SECRET).verify(body, request.headers as Record<string, string>);
      calls.push((JSON.parse(body) as { data: Placed }).data);
      response.writeHead(202).end();
    } catch {
      response.writeHead(401).end();
    }
  });
});

let d: RunningTestDispatch;
beforeAll(async () => {
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  const dir = mkdtempSync(join(tmpdir(), 'dispatch-voice-'));
  writeFileSync(join(dir, 'secret'), SECRET);
  const carriers = join(dir, 'carriers.yaml');
  writeFileSync(
    carriers,
    `voice: [{carrier: webhook, url: "http://127.0.0.1:${port}/calls", secretFile: ${join(dir, 'secret')}}]\n`,
  );
  const registry = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: night, role: firm, firmId: F1, channel: voice, address: "${NUMBER}"}
  - {contactId: mate, role: firm, firmId: F1, channel: sms, address: "13900002222"}
  - {contactId: owner-call, role: manager, siteId: S1, channel: voice, address: "13900003333"}
  - {contactId: other, role: firm, firmId: F1, channel: sms, address: "13900004444"}
  - {contactId: mate-call, personId: mate, role: firm, firmId: F1, channel: voice, address: "13900002222"}
`;
  d = await runDispatch(registry, { LIFTWATCH_DISPATCH_CARRIERS_FILE: carriers });
});
afterAll(async () => {
  await d.close();
  gateway.close();
});

const calledAbout = (place: string, to = NUMBER): Promise<Placed> =>
  waitUntil(`a call about ${place}`, () => calls.find((call) => call.to === to && call.text.includes(place)));
const report = (call: Placed, body: object): Promise<Response> =>
  fetch(call.callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
/** A number has one call at a time: what is under way ends, and what waited for it, before the next test. */
const ended = new Set<Placed>();
afterEach(async () => {
  await d.dispatch.idle();
  for (let call = calls.find((one) => !ended.has(one)); call; call = calls.find((one) => !ended.has(one))) {
    ended.add(call);
    await report(call, { status: 'answered' });
    await d.dispatch.idle();
  }
});
const stateOf = async (liftId: string): Promise<string | undefined> =>
  (await d.deliveriesOf(liftId)).find((one) => one.recipientId === 'night' && one.notice === 'alarm')?.state;

test('a signed call says what and where; key 1 makes the person the owner, pressed twice once', async () => {
  await d.find(aFinding({ liftId: 'L1', lift: { name: '一号梯' } }));
  const call = await calledAbout('一号梯');
  expect(call).toMatchObject({ to: NUMBER, keys: { '1': 'accept', '2': 'refuse' } });
  expect(call.text).toContain('接单请按1');
  expect((await d.incidentOf('L1')).response?.owner).toBeUndefined();
  expect((await report(call, { status: 'answered' })).ok).toBe(true);
  expect(await stateOf('L1')).toBe('delivered');
  expect((await report(call, { status: 'answered', key: '1' })).ok).toBe(true);
  await report(call, { status: 'answered', key: '1' });
  const incident = await d.incidentOf('L1');
  expect(incident.response?.owner?.id).toBe('night');
  expect(incident.timeline.filter((t) => t.what.endsWith('->acknowledged'))).toHaveLength(1);
  expect(incident.timeline.find((t) => t.what.endsWith('->acknowledged'))).toMatchObject({ who: 'night', via: 'call' });
  expect(await stateOf('L1')).toBe('acknowledged');
});

test('a building manager is called without keys, and a key that he presses all the same takes nothing on', async () => {
  const call = await calledAbout('一号梯', '13900003333');
  expect(call.keys).toEqual({});
  expect(call.text).not.toContain('请按');
  await d.find(aFinding({ liftId: 'L6', atS: 30, lift: { name: '六号梯' } }));
  await report(await calledAbout('六号梯', '13900003333'), { status: 'answered', key: '1' });
  expect((await d.incidentOf('L6')).response?.owner).toBeUndefined();
});

test('key 2 refuses: nobody owns it and the refusal stands on the timeline', async () => {
  await d.find(aFinding({ liftId: 'L2', atS: 5, lift: { name: '二号梯' } }));
  await report(await calledAbout('二号梯'), { status: 'answered', key: '2' });
  const incident = await d.incidentOf('L2');
  expect(incident.response?.owner).toBeUndefined();
  expect(incident.timeline.map((t) => t.what)).toContain('refused');
});

test('key 3 says that he is there', async () => {
  await d.find(aFinding({ liftId: 'L8', atS: 50, lift: { name: '八号梯' } }));
  await report(await calledAbout('八号梯'), { status: 'answered', key: '3' });
  const incident = await d.incidentOf('L8');
  expect(incident.state).toBe('arrived');
  expect(incident.timeline.find((line) => line.what.endsWith('->arrived'))).toMatchObject({
    who: 'night',
    via: 'call',
  });
});

test('a call that nobody takes has failed, and the operator is paged', async () => {
  await d.find(aFinding({ liftId: 'L3', atS: 10, lift: { name: '三号梯' } }));
  await report(await calledAbout('三号梯'), { status: 'failed' });
  await d.dispatch.idle();
  expect(await stateOf('L3')).toBe('failed');
  expect((await d.deliveriesOf('L3')).map((one) => one.notice)).toContain('undelivered');
});

test('a report with a wrong token, or about no call of ours, changes nothing', async () => {
  await d.find(aFinding({ liftId: 'L4', atS: 15, lift: { name: '四号梯' } }));
  const call = await calledAbout('四号梯');
  const forged = { ...call, callbackUrl: call.callbackUrl.replace(/voice\/[^?]+/, 'voice/guessed') };
  expect((await report(forged, { status: 'answered', key: '1' })).status).toBe(401);
  const foreign = { ...call, callbackUrl: call.callbackUrl.replace(/id=.*/, 'id=nobody') };
  await report(foreign, { status: 'answered', key: '1' });
  expect((await d.incidentOf('L4')).response?.owner).toBeUndefined();
});

test('one person by call and by SMS: the key in the call makes him the owner, the reply by SMS is the same again, nobody tells him to stand by', async () => {
  await d.find(aFinding({ liftId: 'L5', atS: 20, lift: { name: '五号梯' } }));
  await report(await calledAbout('五号梯', '13900002222'), { status: 'answered', key: '1' });
  expect((await d.incidentOf('L5')).response?.owner?.id).toBe('mate');
  const letter = (await d.deliveriesOf('L5')).find((one) => one.recipientId === 'mate')?.replySlot ?? '';
  const reply = `/callbacks/kannel/${RECEIPT_TOKEN}/incoming?from=%2B8613900002222&to=106&charset=UTF-8&text=1${letter}`;
  expect((await d.call(reply)).text).toContain('已接单');
  const incident = await d.incidentOf('L5');
  expect(incident.response?.owner?.id).toBe('mate');
  expect(
    incident.timeline.filter((t) => t.what.endsWith('->acknowledged') || t.what === 'acknowledged-late'),
  ).toHaveLength(1);
  const taken = (await d.deliveriesOf('L5')).filter((one) => one.notice === 'taken').map((one) => one.recipientId);
  expect(taken).not.toContain('mate');
  // What the key did was said by SMS, once; the reply was answered by the gateway itself.
  const noted = (await d.deliveriesOf('L5')).filter((one) => one.notice === 'noted');
  expect(noted.map((one) => [one.recipientId, one.channel, one.content.note?.zh])).toEqual([['mate', 'sms', '已接单']]);
});

test('a key that comes too late is told by SMS that another has it; who has a number for calls alone hears it in the next call', async () => {
  await d.find(aFinding({ liftId: 'L7', atS: 40, lift: { name: '七号梯' } }));
  const [first, second] = [await calledAbout('七号梯'), await calledAbout('七号梯', '13900002222')];
  await report(first, { status: 'answered', key: '1' });
  await report(second, { status: 'answered', key: '1' });
  expect((await d.incidentOf('L7')).response?.owner?.id).toBe('night');
  const told = (await d.deliveriesOf('L7')).filter((one) => /^(reply|noted)-/.test(one.reason));
  expect(told.map((one) => [one.recipientId, one.channel, one.reason])).toEqual([
    ['mate', 'sms', 'reply-after-another'],
  ]);
});
