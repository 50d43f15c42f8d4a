import { openSmppDouble, waitUntil } from '@liftwatch/infra';
import { expect, test } from 'vitest';
import { openSmpp, type IncomingSms } from '../src/channels/sms/smpp.ts';
import { deliveriesOf } from './support/a-delivery.ts';

const open = async (password: string) => {
  const smsc = await openSmppDouble({ systemId: 'box', password: 'right' });
  const receipts: string[] = [];
  const incoming: IncomingSms[] = [];
  const smpp = openSmpp({
    ...{ host: '127.0.0.1', port: smsc.port, tls: false, systemId: 'box', systemType: '' },
    ...{ password: () => password, from: '10690000', receiptWaitMs: 60_000 },
    onReceipt: async (id, state) => void receipts.push(`${id}:${state}`),
    onIncoming: async (sms) => (incoming.push(sms), sms.text === '1' ? '已接单' : undefined),
    onError: () => undefined,
  });
  const close = async () => {
    await smpp.close();
    await smsc.close();
  };
  return { smsc, smpp, receipts, incoming, close };
};

test('the double takes what SMPP brings, reports it delivered, and brings what a phone writes', async () => {
  const o = await open('right');
  try {
    const message = (await deliveriesOf('released')).find((d) => d.channel === 'sms')!;
    await waitUntil('the link to be bound', () => o.smpp.bound());
    const sent = await o.smpp.send(message, '13812345678', AbortSignal.timeout(5_000));
    expect(sent).toMatchObject({ is: 'accepted', carrierId: 'm1' });
    expect(o.smsc.received()[0]).toEqual({
      ...{ from: '10690000', to: '13812345678', carrierId: 'm1' },
      text: '【电梯卫士】报警：电梯困人，天塔1号楼1号梯，10:00起，轿厢困人，轿厢有人',
    });
    await waitUntil('the receipt', () => o.receipts.includes('m1:delivered'));
    expect(o.smsc.reply('13812345678', '1')).toBe(true);
    await waitUntil('our answer', () => o.smsc.received().some((one) => one.text === '已接单'));
    expect(o.incoming).toMatchObject([{ from: '13812345678', to: '10690000', text: '1' }]);
  } finally {
    await o.close();
  }
});

test('a wrong password binds nothing, and nobody hears a reply', async () => {
  const o = await open('wrong');
  try {
    const message = (await deliveriesOf('released')).find((d) => d.channel === 'sms')!;
    expect(await o.smpp.send(message, '13812345678', AbortSignal.timeout(5_000))).toMatchObject({ is: 'later' });
    await waitUntil('the refusal', () => o.smsc.refusedCount() > 0);
    expect(o.smpp.bound()).toBe(false);
    expect(o.smsc.reply('13812345678', '1')).toBe(false);
    expect(o.smsc.received()).toEqual([]);
  } finally {
    await o.close();
  }
});
