import { startSmppSmsc, waitUntil } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { expect, vi } from 'vitest';
import { openSmpp, type IncomingSms } from '../src/channels/sms/smpp.ts';
import { deliveriesOf } from './support/a-delivery.ts';

vi.setConfig({ testTimeout: 60_000 });

testWithServer(
  'net-smpp',
  'SMPP 3.4: Chinese text unchanged, receipts by the carrier’s id, a phone’s reply and our answer, a lost link made anew',
  async () => {
    const smsc = await startSmppSmsc();
    const receipts: string[] = [];
    const incoming: IncomingSms[] = [];
    const errors: unknown[] = [];
    const smpp = openSmpp({
      ...{ host: '127.0.0.1', port: smsc.port, tls: false, systemId: smsc.systemId, systemType: '' },
      ...{ password: () => smsc.password, from: '10690000', receiptWaitMs: 60_000 },
      onReceipt: async (id, state) => void receipts.push(`${id}:${state}`),
      onIncoming: async (sms) => (incoming.push(sms), sms.text === '1' ? '已接单' : undefined),
      onError: (error) => errors.push(error),
    });
    const message = (await deliveriesOf('released')).find((d) => d.channel === 'sms')!;
    const send = () => smpp.send(message, '13812345678', AbortSignal.timeout(5_000));
    try {
      expect(await send()).toEqual({ is: 'later', reason: 'SMPP not bound' });
      await smsc.waitForBind();
      await waitUntil('the link to be bound', () => smpp.bound());

      expect(await send()).toMatchObject({ is: 'accepted', carrierId: 'M1', receiptWaitMs: 60_000 });
      const sms = await smsc.waitForSms((m) => m.id === 'M1');
      expect(sms).toMatchObject({ to: '13812345678', from: '10690000', coding: 8, isReceiptWanted: true });
      expect(sms.text).toBe('【电梯卫士】报警：电梯困人，天塔1号楼1号梯，10:00起，轿厢困人，轿厢有人');
      await waitUntil('the receipt', () => receipts.includes('M1:delivered'));
      await waitUntil('our answer to it', () => smsc.answers().includes(0));

      await smsc.setReceipts('fail');
      expect(await send()).toMatchObject({ carrierId: 'M2' });
      await waitUntil('the receipt of failure', () => receipts.includes('M2:failed'));

      await smsc.setStatus(0x58);
      expect(await send()).toEqual({ is: 'later', reason: 'SMPP status 0x58' });
      await smsc.setStatus(0x0b);
      expect(await send()).toEqual({ is: 'refused', reason: 'SMPP status 0x0b' });
      await smsc.setStatus(0);

      await smsc.injectIncoming({ from: '13812345678', to: '10690000', text: '1' });
      await smsc.waitForSms((m) => m.text === '已接单');
      expect(incoming).toMatchObject([{ from: '13812345678', to: '10690000', text: '1' }]);

      await smsc.drop();
      await waitUntil('the link to be lost', () => !smpp.bound());
      await smsc.waitForBind(2);
      await waitUntil('the link to be bound again', () => smpp.bound());
      expect(await send()).toMatchObject({ is: 'accepted' });
    } finally {
      await smpp.close();
      await smsc.close();
    }
  },
);
