import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAliyunDouble, waitUntil, type AliyunDouble } from '@liftwatch/infra';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filledTemplate, templateKeys } from '../src/channels/sms/templates.ts';
import { aFinding } from './support/a-finding.ts';
import { RECEIPT_TOKEN, runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const KEY = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
const CREW = '13900001111';
const MATE = '13900002222';
const REGISTRY = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: crew, role: crew, firmId: F1, channel: sms, address: "${CREW}"}
  - {contactId: mate, role: firm, firmId: F1, channel: sms, address: "${MATE}"}
`;
/** A new start of dispatch over a busy machine. */
const PATIENCE_MS = 60_000;

let aliyun: AliyunDouble;
let d: RunningTestDispatch;
const clock = { ms: 0 };
beforeEach(async () => {
  clock.ms = Date.now();
  aliyun = await openAliyunDouble(KEY);
  const dir = mkdtempSync(join(tmpdir(), 'dispatch-replies-'));
  const file = (name: string, text: string): string => (writeFileSync(join(dir, name), text), join(dir, name));
  const templates = Object.fromEntries(templateKeys.map((key) => [key, key]));
  const carriers = {
    sms: [
      {
        ...{ carrier: 'aliyun', accessKeyFile: file('key', 'test-id:test-secret'), signName: '电梯卫士' },
        ...{ templates, endpoint: aliyun.url },
      },
    ],
  };
  d = await runDispatch(
    REGISTRY,
    {
      // In the sandbox's place.
      LIFTWATCH_DISPATCH_SMS_URL: '',
      LIFTWATCH_DISPATCH_CARRIERS_FILE: file('carriers.yaml', JSON.stringify(carriers)),
    },
    () => clock.ms,
  );
}, PATIENCE_MS);
afterEach(async () => {
  await d.close();
  await aliyun.close();
}, PATIENCE_MS);

/** What the phone shows. */
const textsTo = (number: string): readonly string[] =>
  aliyun
    .received()
    .filter(({ query }) => query['PhoneNumbers'] === number)
    .map(({ query }) =>
      filledTemplate(query['TemplateCode']!, JSON.parse(query['TemplateParam']!) as Record<string, string>),
    );
const writes = async (number: string, content: string): Promise<void> => {
  const body = JSON.stringify([{ phone_number: number, content, dest_code: '1069', send_time: '2026-03-01 10:00:00' }]);
  const headers = { 'content-type': 'application/json' };
  const answer = await d.call(`/callbacks/aliyun/reply/${RECEIPT_TOKEN}`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  await d.dispatch.idle();
};
const trapped = async (liftId: string, place: string, change: 'raised' | 'cleared' = 'raised'): Promise<void> => {
  const atMs = clock.ms;
  const more = change === 'cleared' ? { revision: 2, change, stage: 'released' as const } : { change };
  await d.find({
    ...aFinding({ liftId, lift: { name: place }, ...more }),
    ...{ onsetAtMs: atMs, at: atMs, receivedAtMs: atMs },
  });
};
const countTo = (number: string, count: number): Promise<boolean> =>
  waitUntil(`${count} messages to ${number}`, () => textsTo(number).length === count, PATIENCE_MS);

test('a reply that cannot be read is asked back, once: a machine that answers every message is not answered for ever', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await writes(CREW, '我正在开车，稍后联系您');
  await countTo(CREW, 2);
  expect(textsTo(CREW)[1]).toMatch(/^电梯困人险情：天塔1号梯，.*回复未识别 电梯困人，请立即到场，回复1接单，2拒绝$/);
  for (let n = 0; n < 20; n += 1) {
    clock.ms += 3_600_000;
    await writes(CREW, '我正在开车，稍后联系您');
  }
  expect(textsTo(CREW).filter((text) => text.includes('未识别'))).toHaveLength(1);
  await writes(CREW, '1');
  expect(await d.incidentOf('L1')).toMatchObject({ response: { owner: { id: 'crew' } } });
});

test('several are open and the reply says not which: each tells its letter again; the same report again asks nothing more', async () => {
  await trapped('L1', '天塔1号梯');
  await trapped('L2', '天塔2号梯');
  await countTo(CREW, 2);
  expect(textsTo(CREW)[1]).toContain('回复加B');
  await writes(CREW, '1C');
  await writes(CREW, '1C');
  await countTo(CREW, 4);
  const asked = textsTo(CREW).slice(2).toSorted();
  expect(asked[0]).toContain('天塔1号梯');
  expect(asked[1]).toContain('天塔2号梯');
  expect(asked[1]).toContain('回复加B');
  await writes(CREW, '1B');
  expect(await d.incidentOf('L2')).toMatchObject({ response: { owner: { id: 'crew' } } });
  expect((await d.incidentOf('L1')).response?.owner).toBeUndefined();
});

test('somebody else has it, and it is over: both are said, though no free text can be sent', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await countTo(MATE, 1);
  await writes(CREW, '1');
  await writes(MATE, '1');
  await waitUntil(
    'the mate to hear who has it',
    () => textsTo(MATE).some((t) => t.includes('已有人接单')),
    PATIENCE_MS,
  );
  expect(await d.incidentOf('L1')).toMatchObject({ response: { owner: { id: 'crew' } } });
  const { incidentId } = await d.incidentOf('L1');
  const step = (name: string, body: object): Promise<{ readonly status: number }> =>
    d.operator(`/api/v1/incidents/${incidentId}/${name}`, {
      method: 'POST',
      body: JSON.stringify({ by: 'operator', ...body }),
      headers: { 'content-type': 'application/json' },
    });
  expect((await step('reject', {})).status).toBe(200);
  await d.dispatch.idle();
  const before = textsTo(CREW).length;
  await writes(CREW, '3');
  expect(textsTo(CREW).slice(before)).toEqual([expect.stringMatching(/^电梯险情解除：天塔1号梯/)]);
  await writes(CREW, '3');
  expect(textsTo(CREW)).toHaveLength(before + 1);
});

test('what cannot be read calls nobody to come who stands by, and asks who has it to say that he is there', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await countTo(MATE, 1);
  await writes(CREW, '1');
  await writes(MATE, '好的吧');
  await waitUntil('the mate to be told to stand by', () => textsTo(MATE).length > 1, PATIENCE_MS);
  for (const text of textsTo(MATE).slice(1)) expect(text).toContain('已有人接单');
  const before = textsTo(CREW).length;
  await writes(CREW, '在路上了');
  expect(textsTo(CREW).slice(before)).toEqual([expect.stringMatching(/到场后请回复3$/)]);
});

test('a number that we have told nothing is answered nothing', async () => {
  await trapped('L1', '天塔1号梯');
  await writes('13800009999', '1');
  await writes('13800009999', '你好');
  expect(textsTo('13800009999')).toEqual([]);
});

test('what a reply did is said, in an approved text that asks for the next step; the same reply again says nothing more', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await writes(CREW, '1');
  await countTo(CREW, 2);
  expect(textsTo(CREW)[1]).toMatch(/^电梯困人险情：天塔1号梯，\d\d:\d\d起，已接单 电梯困人，到场后请回复3$/);
  for (let n = 0; n < 5; n += 1) {
    clock.ms += 1_000_000;
    await writes(CREW, '1');
  }
  const said = () => textsTo(CREW).filter((text) => /已接单|分钟到|已到场/.test(text));
  expect(said()).toHaveLength(1);
  await writes(CREW, '1 15');
  await waitUntil('the arrival time to be confirmed', () => said().length === 2, PATIENCE_MS);
  expect(said()[1]).toMatch(/15分钟到 电梯困人，到场后请回复3$/);
  await writes(CREW, '3');
  await waitUntil('the arrival to be confirmed', () => said().length === 3, PATIENCE_MS);
  expect(said()[2]).toMatch(/已到场 电梯困人，救援已通知$/);
  const { incidentId } = await d.incidentOf('L1');
  const noted = (await d.deliveriesOf('L1')).filter((one) => one.notice === 'noted');
  expect(noted.map((one) => [one.incidentId, one.recipientId, one.reason])).toEqual([
    [incidentId, 'crew', 'noted-acknowledge'],
    [incidentId, 'crew', 'noted-eta'],
    [incidentId, 'crew', 'noted-arrive'],
  ]);
});

test('a refusal is confirmed and asks for nothing; accepted after all it is confirmed anew; an end is told by the end itself', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await writes(CREW, '2');
  await waitUntil('the refusal', () => textsTo(CREW).some((text) => text.includes('已拒绝')), PATIENCE_MS);
  expect(textsTo(CREW).find((text) => text.includes('已拒绝'))).toMatch(/已拒绝 电梯困人，救援已通知$/);
  await writes(CREW, '1');
  await waitUntil('the acceptance', () => textsTo(CREW).some((text) => text.includes('已接单 电')), PATIENCE_MS);
  await writes(CREW, '4');
  // The end waits for word of what was confirmed, which nobody sends here: longer than a receipt may take.
  clock.ms += 120_000;
  await waitUntil('the end', () => textsTo(CREW).some((text) => text.startsWith('电梯险情解除')), PATIENCE_MS);
  expect(textsTo(CREW).filter((text) => text.startsWith('电梯险情解除'))).toHaveLength(1);
  const notices = (await d.deliveriesOf('L1')).filter((one) => one.recipientId === 'crew').map((one) => one.notice);
  expect(notices.filter((notice) => notice === 'noted')).toHaveLength(2);
});

test('a refusal is confirmed again where it gives up what was accepted in between', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  const refusals = () => textsTo(CREW).filter((text) => text.includes('已拒绝'));
  await writes(CREW, '2');
  await waitUntil('the refusal', () => refusals().length === 1, PATIENCE_MS);
  await writes(CREW, '1');
  await writes(CREW, '2');
  await waitUntil('the second refusal', () => refusals().length === 2, PATIENCE_MS);
  expect((await d.incidentOf('L1')).response?.owner).toBeUndefined();
});

test('a confirmation that reaches nobody pages no operator and calls nobody else: whoever wrote was reached', async () => {
  await trapped('L1', '天塔1号梯');
  await countTo(CREW, 1);
  await countTo(MATE, 1);
  await writes(CREW, '2');
  await countTo(CREW, 2);
  const noted = (await d.deliveriesOf('L1')).find((one) => one.notice === 'noted')!;
  const before = await d.incidentOf('L1');
  const body = JSON.stringify([{ biz_id: noted.carrierId, success: false, err_code: 'UNDELIV', phone_number: CREW }]);
  const headers = { 'content-type': 'application/json' };
  const answer = await d.call(`/callbacks/aliyun/receipt/${RECEIPT_TOKEN}`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  await waitUntil(
    'its failure on the timeline',
    async () => (await d.incidentOf('L1')).timeline.some(({ what }) => what === 'not-reached'),
    PATIENCE_MS,
  );
  expect((await d.deliveriesOf('L1')).map((one) => one.notice)).not.toContain('undelivered');
  expect((await d.incidentOf('L1')).response?.stepsTaken).toEqual(before.response?.stepsTaken);
});
