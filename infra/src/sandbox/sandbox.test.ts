import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CallbackReceiver, startCallbackReceiver } from '../servers/callback-receiver.ts';
import type { SandboxReceived } from './received.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

const NOW_MS = 1_800_000_000_000;
const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

let sandbox: Sandbox;
let told: SandboxReceived[];

beforeEach(async () => {
  told = [];
  sandbox = await startSandbox({
    firmSecret: SECRET,
    voiceSecret: SECRET,
    nowMs: () => NOW_MS,
    onReceived: (received) => told.push(received),
  });
});
afterEach(() => sandbox.close());

const signed = (body: string, id = 'msg_1', timestampS = NOW_MS / 1000): Record<string, string> => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestampS), 'webhook-signature': `v1,other v1,${signature}` };
};

const post = async (url: string, body: string, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(url, { method: 'POST', body, headers })).status;

describe('the firm', () => {
  test('takes a signed message once, however often it comes', async () => {
    const body = JSON.stringify({ type: 'incident.raised' });
    expect(await post(sandbox.firm.webhookUrl, body, signed(body))).toBe(200);
    expect(await post(sandbox.firm.webhookUrl, body, signed(body))).toBe(200);
    expect(told).toMatchObject([{ kind: 'firm-message', id: 'msg_1', payload: { type: 'incident.raised' } }]);
    expect(sandbox.firm.received()).toMatchObject([{ arrivalCount: 2 }]);
  });

  test.each([
    ['a changed body', (body: string) => signed(`${body} `)],
    ['an old timestamp', (body: string) => signed(body, 'msg_1', NOW_MS / 1000 - 301)],
    ['no signature', () => ({})],
  ])('refuses %s', async (_, headersFor) => {
    const body = '{"type":"incident.raised"}';
    expect(await post(sandbox.firm.webhookUrl, body, headersFor(body))).toBe(401);
    expect(told).toEqual([]);
  });

  test('the signature example of the specification verifies', async () => {
    const { verifyWebhook } = await import('./webhook-signature.ts');
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const body = '{"test": 2432232314}';
    const verdict = verifyWebhook({ headers, body }, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 1_614_265_330_000);
    expect(verdict).toEqual({ valid: true, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' });
  });

  test('can be told to be out of order, and recovers', async () => {
    const body = '{}';
    sandbox.firm.answerWith(503);
    expect(await post(sandbox.firm.webhookUrl, body, signed(body))).toBe(503);
    sandbox.firm.answerWith(undefined);
    expect(await post(sandbox.firm.webhookUrl, body, signed(body))).toBe(200);
  });
});

const cap = (identifier: string): string => `<?xml version="1.0"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier><sender>liftwatch</sender>
<sent>2026-11-23T20:00:00+08:00</sent><status>Actual</status><msgType>Update</msgType><scope>Restricted</scope>
<references>liftwatch,first,2026-11-23T19:00:00+08:00</references>
<info><event>困人 &amp; more</event><responseType>AllClear</responseType></info></alert>`;

describe('the emergency platform', () => {
  test('keeps an alert once per identifier and reads it back over HTTP', async () => {
    expect(await post(sandbox.platform.capUrl, cap('a1'))).toBe(200);
    expect(await post(sandbox.platform.capUrl, cap('a1'))).toBe(200);
    expect(await post(sandbox.platform.capUrl, cap('a2'))).toBe(200);
    expect(told).toHaveLength(2);
    const kept = (await (await fetch(`${sandbox.platform.url}/received`)).json()) as unknown;
    expect(kept).toMatchObject([
      {
        identifier: 'a1',
        msgType: 'Update',
        event: '困人 & more',
        responseTypes: ['AllClear'],
        references: ['liftwatch,first,2026-11-23T19:00:00+08:00'],
        arrivalCount: 2,
      },
      { identifier: 'a2', arrivalCount: 1 },
    ]);
  });

  test('refuses what is not CAP', async () => {
    expect(await post(sandbox.platform.capUrl, '<alert/>')).toBe(400);
    expect(told).toEqual([]);
  });
});

describe('the SMSC double', () => {
  let callbacks: CallbackReceiver;
  beforeEach(async () => {
    callbacks = await startCallbackReceiver();
  });
  afterEach(() => callbacks.close());

  const send = async (changes: Record<string, string> = {}): Promise<Response> => {
    const { user, password, sendSmsUrl } = sandbox.smsc;
    const query = { username: user, password, to: '8613800000001', text: '电梯困人', 'dlr-mask': '31' };
    const url = new URL(sendSmsUrl);
    url.search = new URLSearchParams({
      ...query,
      'dlr-url': `${callbacks.url}/dlr?id=7&type=%d`,
      ...changes,
    }).toString();
    return fetch(url);
  };

  test('accepts like Kannel and reports acceptance and delivery', async () => {
    const response = await send();
    expect([response.status, await response.text()]).toEqual([202, '0: Accepted for delivery']);
    await callbacks.waitFor(({ query }) => query.get('type') === '1');
    expect(callbacks.calls.map(({ query }) => query.get('type'))).toEqual(['8', '1']);
    expect(told).toMatchObject([{ kind: 'sms', to: '8613800000001', text: '电梯困人' }]);
  });

  test('reports a failure when told to', async () => {
    sandbox.smsc.setOutcome('failed');
    await send();
    await callbacks.waitFor(({ query }) => query.get('type') === '2');
  });

  test('refuses a wrong password and a message without a receiver', async () => {
    expect((await send({ password: 'wrong' })).status).toBe(403);
    expect((await send({ to: '' })).status).toBe(400);
    expect(told).toEqual([]);
  });

  test('brings a message in', async () => {
    expect(await sandbox.smsc.injectIncoming(`${callbacks.url}/mo`, { from: '86139', to: '10690', text: '收到' })).toBe(
      200,
    );
    expect(callbacks.calls[0]?.query.get('text')).toBe('收到');
  });
});

describe('the voice gateway', () => {
  let callbacks: CallbackReceiver;
  beforeEach(async () => {
    callbacks = await startCallbackReceiver();
  });
  afterEach(() => callbacks.close());

  const ring = (id: string): Promise<number> => {
    const data = { to: '13800000001', text: '接单请按1', callbackUrl: `${callbacks.url}/voice?id=${id}` };
    const body = JSON.stringify({ type: 'voice.call', data });
    return post(sandbox.voice.callsUrl, body, signed(body, id));
  };
  const reportOf = async (id: string): Promise<unknown> =>
    JSON.parse((await callbacks.waitFor(({ query }) => query.get('id') === id)).body) as unknown;

  test('a signed call rings once, and ends as it is told, in turn', async () => {
    sandbox.voice.setOutcomes(['accepts', 'refuses', 'no-answer'], 0);
    expect(await ring('c1')).toBe(202);
    expect(await reportOf('c1')).toEqual({ status: 'answered', key: '1' });
    expect(await ring('c1')).toBe(200);
    expect(await ring('c2')).toBe(202);
    expect(await reportOf('c2')).toEqual({ status: 'answered', key: '2' });
    expect(await ring('c3')).toBe(202);
    expect(await reportOf('c3')).toEqual({ status: 'failed' });
    expect(sandbox.voice.received().map((call) => call.key)).toEqual(['1', '2', null]);
    expect(told).toHaveLength(3);
  });

  test('while it rings a key is pressed by hand, once', async () => {
    sandbox.voice.setOutcomes(['no-answer'], 600_000);
    await ring('c1');
    const [call] = sandbox.voice.received();
    expect(call).toMatchObject({ kind: 'call', to: '13800000001', ringMs: 600_000 });
    expect(await post(`${call?.pressUrl}/2`, '')).toBe(200);
    expect(await reportOf('c1')).toEqual({ status: 'answered', key: '2' });
    expect(await post(`${call?.pressUrl}/1`, '')).toBe(409);
  });

  test('refuses a call that is not signed, and one that says nothing', async () => {
    expect(await post(sandbox.voice.callsUrl, '{}')).toBe(401);
    expect(await post(sandbox.voice.callsUrl, '{}', signed('{}'))).toBe(400);
    expect(told).toEqual([]);
  });
});
