import type { Delivery } from '@liftwatch/schemas';
import { freeLoopbackPort, openAliyunDouble, openTencentDouble } from '@liftwatch/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aliyunHeaders } from '../src/channels/cloud/aliyun-signature.ts';
import { readReports } from '../src/channels/reports.ts';
import { aliyunSms, tencentSms } from '../src/channels/sms/cloud-sms.ts';
import { aliyunVoice, tencentVoice } from '../src/channels/voice/cloud-voice.ts';
import { templateKeys } from '../src/channels/sms/templates.ts';
import { deliveriesOf } from './support/a-delivery.ts';

const aliyunKey = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
const tencentKey = { secretId: 'test-id', secretKey: 'test-key' };
const signal = () => AbortSignal.timeout(5_000);
const codes = Object.fromEntries(templateKeys.map((key, n) => [key, `SMS_${n}`]));
const timing = { receiptWaitMs: 60_000, nowMs: Date.now };

let aliyun: Awaited<ReturnType<typeof openAliyunDouble>>;
let tencent: Awaited<ReturnType<typeof openTencentDouble>>;
let message: Delivery;
beforeAll(async () => {
  aliyun = await openAliyunDouble(aliyunKey);
  tencent = await openTencentDouble(tencentKey);
  message = (await deliveriesOf('released')).find((d) => d.channel === 'sms' && d.notice === 'alarm')!;
});
afterAll(async () => {
  await aliyun.close();
  await tencent.close();
});

const aliyunOf = (secret = aliyunKey.accessKeySecret) =>
  aliyunSms({
    ...timing,
    endpoint: aliyun.url,
    key: () => ({ ...aliyunKey, accessKeySecret: secret }),
    signName: '电梯卫士',
    templates: codes,
  });
const tencentOf = (secret = tencentKey.secretKey) =>
  tencentSms({
    ...timing,
    endpoint: tencent.url,
    region: 'ap-guangzhou',
    key: () => ({ ...tencentKey, secretKey: secret }),
    appId: '1400006666',
    signName: '电梯卫士',
    templates: codes,
  });

test('Alibaba Cloud: the signature is that of the published example', () => {
  const headers = aliyunHeaders(
    {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
      body: '',
    },
    { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
    { nowMs: Date.UTC(2023, 9, 26, 10, 22, 32), nonce: '3156853299f313e23d1673dc12e1703d' },
  );
  expect(headers['authorization']).toContain(
    'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('Alibaba Cloud double: signed, template of people in danger, variables without links or brackets, our id along', async () => {
  expect(await aliyunOf().send(message, '+8613812345678', signal())).toMatchObject({
    is: 'accepted',
    carrierId: '1^0',
  });
  const [sent] = aliyun.received();
  expect(sent!.query).toMatchObject({
    PhoneNumbers: '13812345678',
    SignName: '电梯卫士',
    TemplateCode: codes['people-alarm'],
    OutId: message.deliveryId,
  });
  expect(JSON.parse(sent!.query['TemplateParam']!)).toEqual({
    place: '天塔1号楼1号梯',
    time: '10:00',
    event: '电梯困人',
  });
});

test('a wrong key is ours to put right: tried later; a daily limit gives way; a wrong number is final', async () => {
  expect(await aliyunOf('wrong').send(message, '13812345678', signal())).toMatchObject({
    is: 'later',
    reason: expect.stringContaining('SignatureDoesNotMatch'),
  });
  aliyun.answerWith('isv.BUSINESS_LIMIT_CONTROL');
  expect(await aliyunOf().send(message, '13812345678', signal())).toMatchObject({ is: 'later' });
  aliyun.answerWith('isv.MOBILE_NUMBER_ILLEGAL');
  expect(await aliyunOf().send(message, '13812345678', signal())).toMatchObject({ is: 'refused' });
  aliyun.answerWith(undefined);
  expect(await tencentOf('wrong').send(message, '13812345678', signal())).toMatchObject({
    is: 'later',
    reason: expect.stringContaining('AuthFailure.SignatureFailure'),
  });
  tencent.answerWith('LimitExceeded.PhoneNumberDailyLimit');
  expect(await tencentOf().send(message, '13812345678', signal())).toMatchObject({ is: 'later' });
  tencent.answerWith('FailedOperation.PhoneNumberInBlacklist');
  expect(await tencentOf().send(message, '13812345678', signal())).toMatchObject({ is: 'refused' });
  tencent.answerWith(undefined);
});

test('Tencent Cloud double: signed, the serial number is what receipts name', async () => {
  const outcome = await tencentOf().send(message, '13812345678', signal());
  expect(outcome).toMatchObject({ is: 'accepted', carrierId: expect.stringMatching(/^5000:/) });
  expect(tencent.received().at(-1)!.body).toMatchObject({
    PhoneNumberSet: ['+8613812345678'],
    TemplateId: codes['people-alarm'],
    TemplateParamSet: ['天塔1号楼1号梯', '10:00', '电梯困人'],
    SessionContext: message.deliveryId,
  });
});

test('without an approved template the carrier is passed over, not tried', async () => {
  const none = aliyunSms({ ...timing, endpoint: aliyun.url, key: () => aliyunKey, signName: 'x', templates: {} });
  expect(await none.send(message, '13812345678', signal())).toMatchObject({ is: 'later', untried: true });
});

test('a carrier that cannot be reached was not given the message; one that hangs may have it', async () => {
  const gone = aliyunSms({
    ...timing,
    endpoint: `http://127.0.0.1:${await freeLoopbackPort()}`,
    key: () => aliyunKey,
    signName: 'x',
    templates: codes,
  });
  expect(await gone.send(message, '13812345678', signal())).toMatchObject({ is: 'later' });
  expect(await aliyunOf().send(message, '13812345678', AbortSignal.abort())).toMatchObject({ is: 'unknown' });
});

test('voice: a call at both, with keys for whoever is asked', async () => {
  const a = aliyunVoice({
    ...timing,
    endpoint: aliyun.url,
    key: () => aliyunKey,
    showNumber: '02200000000',
    templates: codes,
  });
  expect(await a.send(message, '13812345678', signal())).toMatchObject({ is: 'accepted' });
  const placed = aliyun.received().at(-1)!;
  expect(placed).toMatchObject({ action: 'IvrCall', query: { CalledNumber: '13812345678' } });
  const menuOf = (query: Readonly<Record<string, string>>) =>
    Object.entries(query).flatMap(([name, key]) => (name.startsWith('MenuKeyMap') ? [key] : []));
  expect(menuOf(placed.query)).toEqual([]);
  await a.send({ ...message, role: 'crew' }, '13812345678', signal());
  expect(menuOf(aliyun.received().at(-1)!.query)).toEqual(['1', '2']);
  const t = tencentVoice({
    ...timing,
    endpoint: tencent.url,
    region: 'ap-beijing',
    key: () => tencentKey,
    appId: '1',
    templates: codes,
  });
  expect(await t.send(message, '13812345678', signal())).toMatchObject({ is: 'accepted' });
  expect(tencent.received().at(-1)).toMatchObject({ action: 'SendTts' });
});

test.each([
  [
    'aliyun/receipt',
    [{ biz_id: '9^0', success: true, phone_number: '138', out_id: 'x' }],
    [{ is: 'receipt', carrierId: '9^0', state: 'delivered' }],
  ],
  ['aliyun/receipt', [{ biz_id: '9^0', success: false }], [{ is: 'receipt', carrierId: '9^0', state: 'failed' }]],
  [
    'aliyun/call',
    { call_id: 'c', status_code: '200000', dtmf: '1' },
    [
      { is: 'receipt', carrierId: 'c', state: 'delivered' },
      { is: 'key', carrierId: 'c', key: '1' },
    ],
  ],
  [
    'aliyun/reply',
    [{ phone_number: '13812345678', content: '1', dest_code: '0' }],
    [{ is: 'incoming', from: '13812345678', to: '0', text: '1' }],
  ],
  [
    'tencent/receipt',
    [{ sid: 's', report_status: 'SUCCESS' }],
    [{ is: 'receipt', carrierId: 's', state: 'delivered' }],
  ],
  [
    'tencent/reply',
    { mobile: '13812345678', nationcode: '86', text: '接单', extend: '' },
    [{ is: 'incoming', from: '+8613812345678', to: '', text: '接单' }],
  ],
  ['tencent/call', { voicekey_callback: { callid: 'c', keypress: '2' } }, [{ is: 'key', carrierId: 'c', key: '2' }]],
  [
    'tencent/call',
    { voiceprompt_callback: { callid: 'c', result: '1' } },
    [{ is: 'receipt', carrierId: 'c', state: 'failed' }],
  ],
])('callback %s: %j', (source, body, reports) => {
  expect(readReports(source, body)?.reports).toEqual(reports);
});

test('a callback that is not what the carrier describes is refused', () => {
  expect(readReports('aliyun/receipt', [{ biz: 1 }])).toBeUndefined();
  expect(readReports('constructor/receipt', {})).toBeUndefined();
  expect(readReports('constructor', {})).toBeUndefined();
});

test('a link goes out only where the carrier has approved a text with one: the token behind the domain, else the digit', async () => {
  const asked = { ...message, role: 'crew' as const };
  const token = 'AbCdEfGhIjKlMnOpQrStUvWx';
  const linked = { ...codes, 'people-link': 'SMS_LINK' };
  const alis = (templates: Record<string, string>) =>
    aliyunSms({
      ...timing,
      endpoint: aliyun.url,
      key: () => aliyunKey,
      signName: '电梯卫士',
      templates,
      tokenOf: (delivery) => (delivery.role === 'crew' ? token : undefined),
    });
  const sentBy = async (templates: Record<string, string>, delivery: Delivery) => {
    await alis(templates).send(delivery, '13812345678', signal());
    const { query } = aliyun.received().at(-1)!;
    return [query['TemplateCode'], (JSON.parse(query['TemplateParam']!) as { token?: string }).token];
  };
  expect(await sentBy(linked, asked)).toEqual(['SMS_LINK', token]);
  expect(await sentBy(codes, asked)).toEqual([codes['people-answer'], undefined]);
  expect(await sentBy(linked, message)).toEqual([codes['people-alarm'], undefined]);

  const ten = tencentSms({
    ...timing,
    endpoint: tencent.url,
    region: 'ap-guangzhou',
    key: () => tencentKey,
    appId: '1400006666',
    signName: '电梯卫士',
    templates: linked,
    tokenOf: () => token,
  });
  await ten.send(asked, '13812345678', signal());
  const body = tencent.received().at(-1)!.body as { TemplateId: string; TemplateParamSet: string[] };
  expect([body.TemplateId, body.TemplateParamSet.length, body.TemplateParamSet[3]]).toEqual(['SMS_LINK', 4, token]);
});
