import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServer } from '../testing/index.ts';
import { type CallbackReceiver, startCallbackReceiver } from './callback-receiver.ts';
import { type RunningKannel, startKannel } from './kannel.ts';

describeWithServer('kannel', 'a real Kannel with fakesmsc', () => {
  let kannel: RunningKannel;
  let callbacks: CallbackReceiver;

  beforeAll(async () => {
    callbacks = await startCallbackReceiver();
    kannel = await startKannel({ incomingUrl: `${callbacks.url}/incoming` });
  });

  afterAll(async () => {
    await kannel.close();
    await callbacks.close();
  });

  const send = async (id: string, text: string): Promise<string> => {
    const url = new URL(kannel.sendSmsUrl);
    url.search = new URLSearchParams({
      ...{ username: kannel.user, password: kannel.password, from: '10690', to: '8613800000001', text },
      ...{ charset: 'UTF-8', coding: '2', 'dlr-mask': '31', 'dlr-url': `${callbacks.url}/receipt?id=${id}&type=%d` },
    }).toString();
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).text();
  };

  test('Chinese text reaches the network unchanged and its receipt comes back', async () => {
    expect(await send('short', '电梯困人，请立即处置 100%+1')).toContain('Accepted');
    const sms = await kannel.waitForSms(({ text }) => text.startsWith('电梯'));
    expect(sms).toEqual({ from: '10690', to: '8613800000001', text: '电梯困人，请立即处置 100%+1', partCount: 1 });
    const receipt = await callbacks.waitFor(({ query }) => query.get('id') === 'short' && query.get('type') === '1');
    expect(receipt.path).toBe('/receipt');
  });

  test('a long text travels in parts and is rejoined', async () => {
    const text = '困'.repeat(150);
    await send('long', text);
    expect(await kannel.waitForSms((sms) => sms.text === text)).toMatchObject({ partCount: 3 });
  });

  test('without the network it queues and delivers when the network is back', async () => {
    await kannel.stopNetwork();
    expect(await send('queued', 'queued')).toContain('Queued');
    expect(kannel.received().some(({ text }) => text === 'queued')).toBe(false);
    await kannel.startNetwork();
    await kannel.waitForSms(({ text }) => text === 'queued');
  });

  test('an SMS from a phone calls the incoming URL', async () => {
    await kannel.injectIncoming({ from: '8613900000000', to: '10690', text: '收到 OK' });
    const call = await callbacks.waitFor(({ path }) => path === '/incoming');
    expect(call.query.get('from')).toBe('8613900000000');
    expect(call.query.get('to')).toBe('10690');
    expect(call.query.get('charset')).toBe('UTF-16BE');
    expect(
      Buffer.from(call.query.get('text') ?? '', 'latin1')
        .swap16()
        .toString('utf16le'),
    ).toBe('收到 OK');
  });

  test('closing leaves no folder behind', async () => {
    const homes = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('liftwatch-kannel-'));
    const before = homes();
    const second = await startKannel();
    const own = homes().filter((name) => !before.includes(name));
    await second.close();
    expect(own.length).toBeGreaterThan(0);
    expect(homes().filter((name) => own.includes(name))).toEqual([]);
  });
});
