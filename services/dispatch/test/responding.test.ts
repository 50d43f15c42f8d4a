import { waitUntil } from '@liftwatch/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKannelIncoming } from '../src/channels/sms/kannel-incoming.ts';
import { plainNumber } from '../src/channels/plain-number.ts';
import { linkToken, readLinkToken } from '../src/responding/link.ts';
import { openSpacing } from '../src/responding/spacing.ts';
import { readReply } from '../src/responding/reply.ts';
import { whichIncident } from '../src/responding/which.ts';
import { aFinding } from './support/a-finding.ts';
import { RECEIPT_TOKEN, runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

test.each([
  ['1', { action: { is: 'acknowledge' } }],
  [' 1。', { action: { is: 'acknowledge' } }],
  ['１', { action: { is: 'acknowledge' } }],
  ['接单', { action: { is: 'acknowledge' } }],
  ['收到', { action: { is: 'acknowledge' } }],
  ['1B', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['1 b', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['1B 15', { action: { is: 'acknowledge' }, slot: 'B', etaMinutes: 15 }],
  ['接单15分钟', { action: { is: 'acknowledge' }, etaMinutes: 15 }],
  ['2', { action: { is: 'refuse', reason: 'refused-by-sms' } }],
  ['拒绝', { action: { is: 'refuse', reason: 'refused-by-sms' } }],
  ['3', { action: { is: 'arrive' } }],
  ['已到达', { action: { is: 'arrive' } }],
  ['3C', { action: { is: 'arrive' }, slot: 'C' }],
  ['已救出', { action: { is: 'release' } }],
  ['1接单', { action: { is: 'acknowledge' } }],
  ['回复1B接单', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['回复3到场', { action: { is: 'arrive' } }],
  ['reply 1b', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['“１”', { action: { is: 'acknowledge' } }],
  ['1\uFE0F\u20E3', { action: { is: 'acknowledge' } }],
  ['\u200B1\u200B', { action: { is: 'acknowledge' } }],
  ['1、', { action: { is: 'acknowledge' } }],
  ['1加B', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['1-B', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['B1', { action: { is: 'acknowledge' }, slot: 'B' }],
  ['接单 B，15分钟', { action: { is: 'acknowledge' }, slot: 'B', etaMinutes: 15 }],
  ['１Ｂ接单，１５分钟', { action: { is: 'acknowledge' }, slot: 'B', etaMinutes: 15 }],
  ['accept C', { action: { is: 'acknowledge' }, slot: 'C' }],
  ['到了', { action: { is: 'arrive' } }],
  ['我到了', { action: { is: 'arrive' } }],
  ['到了B', { action: { is: 'arrive' }, slot: 'B' }],
])('reply "%s"', (text, reply) => {
  expect(readReply(text)).toEqual(reply);
});

test.each([
  ...['', '12', '5', '不接单了吗', '请问在哪', '3 15', '1BB', '谢谢', '11', '12B', 'B1C', 'TD1', '回复', '我'],
  // Two answers at once, or a digit that contradicts its word.
  ...['1,2', '1、2、3', '1/2', '1.5', '1到场', '2接单', '1？2', '接单拒绝', '2号梯在哪'],
])('reply "%s" is not guessed', (text) => {
  expect(readReply(text)).toBeUndefined();
});

test('which incident: that of the letter, without a letter the first, the only one left, else it is asked', () => {
  const c = (slot: string) => ({
    incidentId: `i${slot}`,
    recipientId: 'r',
    deliveryId: 'd',
    slot,
    place: 'p',
    isOver: false,
  });
  expect(whichIncident([c(''), c('B')], undefined)).toMatchObject({ is: 'one', candidate: { slot: '' } });
  expect(whichIncident([c(''), c('B')], 'B')).toMatchObject({ is: 'one', candidate: { slot: 'B' } });
  expect(whichIncident([c('B')], undefined)).toMatchObject({ is: 'one', candidate: { slot: 'B' } });
  expect(whichIncident([c('B'), c('C')], undefined)).toMatchObject({ is: 'several' });
  expect(whichIncident([c('B')], 'C')).toMatchObject({ is: 'several' });
  expect(whichIncident([], 'C')).toEqual({ is: 'none' });
  const over = { ...c(''), isOver: true };
  expect(whichIncident([over, c('B')], undefined)).toEqual({ is: 'several', candidates: [c('B')] });
  expect(whichIncident([over, c('B')], 'B')).toMatchObject({ is: 'one', candidate: { slot: 'B' } });
  expect(whichIncident([over], undefined)).toMatchObject({ is: 'one', candidate: { slot: '' } });
});

test('a link cannot be made without the key, nor altered', () => {
  const id = '0123456789abcdef0123456789abcdef';
  const token = linkToken(id, 'key');
  expect(token).toHaveLength(24);
  expect(readLinkToken(token, 'key')).toBe('0123456789abcdef');
  expect(readLinkToken(token, 'other')).toBeUndefined();
  for (let at = 0; at < token.length; at++) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(readLinkToken(changed, 'key')).toBeUndefined();
  }
});

test('Kannel’s get-url: bytes of UTF-16BE, and UTF-8', () => {
  const utf16 = [...Buffer.from('接单', 'utf16le').swap16()].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('');
  expect(readKannelIncoming(`/x?from=%2B8613812345678&to=106&text=${utf16}&coding=2&charset=UTF-16BE`)).toEqual({
    from: '+8613812345678',
    to: '106',
    text: '接单',
  });
  expect(readKannelIncoming(`/x?from=1&to=2&text=${encodeURIComponent('拒绝')}&charset=UTF-8`)?.text).toBe('拒绝');
  expect(readKannelIncoming('/x?to=2')).toBeUndefined();
  expect(plainNumber('+86 138-1234-5678')).toBe(plainNumber('13812345678'));
});

const registry = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: crew, role: firm, firmId: F1, channel: sms, address: "13900001111"}
  - {contactId: system, role: firm, firmId: F1, channel: webhook, address: "WEBHOOK"}
  - {contactId: manager, role: manager, siteId: S1, channel: sms, address: "13800002222", language: en}
`;

let d: RunningTestDispatch;
let webhookUrl: string;
beforeAll(async () => {
  d = await runDispatch(registry.replace('WEBHOOK', 'http://127.0.0.1:1/hook'));
  webhookUrl = d.sandbox.firm.webhookUrl;
  await d.operator('/api/v1/registry/import', {
    method: 'POST',
    body: registry.replace('WEBHOOK', webhookUrl),
    headers: { 'content-type': 'application/yaml' },
  });
});
afterAll(() => d.close());

const sms = (text: string, from = '+8613900001111') =>
  d.call(
    `/callbacks/kannel/${RECEIPT_TOKEN}/incoming?from=${encodeURIComponent(from)}&to=106&charset=UTF-8&text=${encodeURIComponent(text)}`,
  );
const smsTo = (number: string) =>
  d.sandbox.smsc
    .received()
    .filter((m) => m.to === number)
    .map((m) => m.text);

test('several are open: each SMS tells its own letter, and each reply reaches its own incident, also when it comes twice', async () => {
  for (const [n, liftId] of ['L1', 'L2', 'L3'].entries())
    await d.find(aFinding({ liftId, atS: n, lift: { name: `天塔${n + 1}号梯` } }));
  expect([...new Set(smsTo('13900001111').map((text) => /回复(.*)接单$/.exec(text)?.[1]))]).toEqual(['1', '1B', '1C']);
  expect(smsTo('13800002222')[0]).toMatch(/^liftwatch Alarm: people trapped/);
  expect((await sms('1B')).text).toContain('已接单 天塔2号梯');
  expect((await sms('1B')).text).toContain('已接单');
  expect((await sms('接单 20分钟')).text).toContain('天塔1号梯');
  expect((await d.incidentOf('L2')).response?.owner?.id).toBe('crew');
  expect((await d.incidentOf('L1')).response).toMatchObject({ owner: { id: 'crew' }, etaAtMs: expect.any(Number) });
  expect((await d.incidentOf('L3')).response?.owner).toBeUndefined();
  expect((await sms('2C')).text).toContain('已拒绝');
  expect((await d.incidentOf('L3')).response?.owner).toBeUndefined();
  await sms('3B');
  expect((await d.incidentOf('L2')).state).toBe('arrived');
  const states = (await d.deliveriesOf('L2')).filter((one) => one.recipientId === 'crew').map((one) => one.state);
  expect(states).toContain('acknowledged');
  expect((await sms('1Z')).text).toContain('1B=');
  expect((await sms('哪一部')).text).toContain('回复1接单');
  expect((await sms('自动回复：我在开车')).text).toBe('');
  expect((await sms('1', '13700000000')).text).toContain('当前没有');
  expect((await sms('闲聊', '13700000000')).text).toBe('');
});

test('whoever is told in English is answered in English; minutes that were noted are said again', async () => {
  await d.operator('/api/v1/registry/import', {
    method: 'POST',
    body: `firms: [{firmId: F8, name: Eight}]\ncontacts: [{contactId: eight, role: firm, firmId: F8, channel: sms, address: "13900008888", language: en}, {contactId: eight-zh, role: firm, firmId: F8, channel: sms, address: "13900008889"}]\n`,
    headers: { 'content-type': 'application/yaml' },
  });
  const of = (liftId: string) => ({ liftId, lift: { name: `Tower ${liftId}`, firmId: 'F8' } });
  await d.find(aFinding({ ...of('G1'), atS: 8 }));
  await d.find(aFinding({ ...of('G2'), atS: 9 }));
  await waitUntil('both told', () => smsTo('13900008888').length >= 2);
  const eight = (text: string) => sms(text, '+8613900008888').then((answer) => answer.text);
  expect(await eight('1B 10')).toBe('Accepted, there in 10 min Tower G2');
  expect(await eight('1Z')).toBe('Several open, reply digit and letter: 1=Tower G1;1B=Tower G2;');
  await sms('接单，5分钟', '+8613900008889').then((answer) => {
    expect(answer.text).toBe('已接单，预计5分钟到达 Tower G1');
  });
  expect(await eight('1')).toBe('Somebody else has it: stand by Tower G1');
});

test('a reply that names what has ended, while something else goes on, is asked back and not guessed', async () => {
  const both = '13900003333';
  await d.operator('/api/v1/registry/import', {
    method: 'POST',
    body: `firms: [{firmId: F7, name: 七梯维保}]\ncontacts: [{contactId: seven, role: firm, firmId: F7, channel: sms, address: "${both}"}]\n`,
    headers: { 'content-type': 'application/yaml' },
  });
  const of = (liftId: string) => ({ liftId, lift: { name: `七号院${liftId}`, firmId: 'F7' } });
  await d.find(aFinding({ ...of('E1'), atS: 5 }));
  await d.find(aFinding({ ...of('E2'), atS: 6 }));
  await waitUntil('both told', () => ['E1', 'E2'].every((lift) => smsTo(both).some((text) => text.includes(lift))));
  await d.find(aFinding({ ...of('E1'), revision: 2, change: 'cleared', stage: 'released', atS: 7 }));
  expect((await sms('1', `+86${both}`)).text).toContain('1B=七号院E2');
  expect((await d.incidentOf('E2')).response?.owner).toBeUndefined();
  expect((await sms('1B', `+86${both}`)).text).toContain('已接单 七号院E2');
  expect((await d.incidentOf('E2')).response?.owner?.id).toBe('seven');
});

test('without our token no reply is taken', async () => {
  expect((await d.call('/callbacks/kannel/wrong/incoming?from=13900001111&text=1')).status).toBe(401);
});

test('a link: looking changes nothing, a button acts, twice is once, another finds that somebody has it; JSON for apps', async () => {
  await d.find(aFinding({ liftId: 'L9', atS: 20, lift: { name: '<b>九号梯' } }));
  const payload = d.sandbox.firm.received().at(-1)!.payload as { data: { respondUrl: string } };
  const path = new URL(payload.data.respondUrl).pathname;
  const page = await d.call(path);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.text).toContain('&lt;b&gt;九号梯');
  // People read words, in both languages: where it stands, what is still owed, why it came to it.
  expect(page.text).toContain('<span lang="zh">已派单</span> <span lang="en">dispatched</span>');
  expect(page.text).toMatch(/待接单，最迟北京时间\d\d:\d\d:\d\d/);
  expect(page.text).toContain('Beijing time, ');
  expect(page.text).not.toContain(', 0 min ago');
  expect((await d.incidentOf('L9')).response?.owner).toBeUndefined();

  const form = (action: string) =>
    d.call(path, {
      method: 'POST',
      body: new URLSearchParams({ action, ...(action === 'eta' ? { etaMinutes: '15' } : {}) }),
      headers: { accept: 'text/html' },
    });
  expect((await form('acknowledge')).text).toContain('已接单');
  expect((await form('acknowledge')).status).toBe(200);
  expect((await d.incidentOf('L9')).response?.owner?.id).toBe('system');
  expect((await form('eta')).status).toBe(200);
  const json = await d.call(path, {
    method: 'POST',
    body: JSON.stringify({ action: 'arrive' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(json.body).toMatchObject({ done: true, text: { en: 'Arrival noted' } });
  expect((await form('nonsense')).status).toBe(400);
  expect((await form('close')).status).toBe(409);

  const crew = (await d.deliveriesOf('L9')).find((one) => one.recipientId === 'crew')!;
  expect((await sms(`1${crew.replySlot}`)).text).toContain('已有其他人员接单');
  expect((await d.call('/r/AAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
  expect((await d.call(path)).text).toContain(
    '<span lang="zh">负责人</span> <span lang="en">Who has it</span>: system',
  );
  // The form asks how many were let out; left empty, it is not known, and may be said later.
  expect((await d.call(path)).text).toContain('name="peopleFreed"');
  const said = (more: Record<string, string>) =>
    d.call(path, { method: 'POST', body: new URLSearchParams({ action: 'release', ...more }) });
  expect((await said({ peopleFreed: '' })).status).toBe(200);
  expect(await d.incidentOf('L9')).toMatchObject({ state: 'freed' });
  expect(await d.incidentOf('L9')).not.toHaveProperty('peopleFreed');
  expect((await d.call(path)).text).toContain('<option value="door-system">门系统 door system</option>');
  expect((await said({ peopleFreed: '2' })).status).toBe(200);
  expect(await d.incidentOf('L9')).toMatchObject({ peopleFreed: 2 });
  expect((await said({ peopleFreed: 'many' })).status).toBe(400);
});

test('numbers and links stay out of the log', () => {
  const log = d.lines.join('');
  expect(log).not.toContain('13900001111');
  expect(log).not.toContain('13800002222');
  expect(log).not.toMatch(/\/r\/[A-Za-z0-9_-]{24}/);
  expect(log).not.toContain(RECEIPT_TOKEN);
});

test('what cannot be read is answered at most each ten minutes to a number: two machines do not answer each other for ever', () => {
  const spacing = openSpacing(600_000);
  expect([
    spacing.allows('a', 0),
    spacing.allows('a', 599_999),
    spacing.allows('b', 1),
    spacing.allows('a', 600_000),
  ]).toEqual([true, false, true, true]);
  for (let n = 0; n < 20_000; n += 1) spacing.allows(`number ${n}`, 600_001);
  // The oldest made room: it is asked once more, rather than memory grows.
  expect(spacing.allows('a', 600_002)).toBe(true);
});
