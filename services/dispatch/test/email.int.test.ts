import { freeLoopbackPort, startSmtpSink } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { expect, test, vi } from 'vitest';
import { emailChannel } from '../src/channels/email/email.ts';
import { deliveriesOf } from './support/a-delivery.ts';

vi.setConfig({ testTimeout: 60_000 });

const channel = (url: string) =>
  emailChannel({
    ...{ url, from: 'liftwatch@city.example', timeoutMs: 3_000 },
    password: () => undefined,
    linkOf: () => 'https://lw.example/r/token',
  });

/** The text part of a stored mail, whichever way it was encoded. */
const textOf = (mail: string): string => {
  const [head = '', ...rest] = mail.split(/\r?\n\r?\n/);
  const body = rest.join('\n\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return decodeURIComponent(
    body
      .replace(/=\r?\n/g, '')
      .replace(/%/g, '%25')
      .replace(/=([0-9A-F]{2})/g, '%$1'),
  );
};

testWithServer(
  'aiosmtpd',
  'e-mail: both languages, the link, one Message-ID over repetitions, an end refers to its beginning',
  async () => {
    const sink = await startSmtpSink();
    try {
      const all = await deliveriesOf('released');
      const alarm = { ...all.find((d) => d.notice === 'alarm' && !d.refersTo)!, address: 'crew@firm.example' };
      const released = { ...all.find((d) => d.notice === 'released' && d.refersTo)!, address: 'crew@firm.example' };
      const mail = channel(sink.url);
      const signal = AbortSignal.timeout(10_000);
      expect(await mail.send(alarm, signal)).toEqual({ is: 'accepted' });
      expect(await mail.send({ ...alarm, possiblyRepeated: true }, signal)).toEqual({ is: 'accepted' });
      expect(await mail.send(released, signal)).toEqual({ is: 'accepted' });
      await sink.waitForMail((text) => text.includes('In-Reply-To'));
      const ids = sink.received().map((text) => /^Message-ID: <(.*)>$/im.exec(text)?.[1]);
      expect(ids.filter((id) => id === `${alarm.deliveryId}@liftwatch`)).toHaveLength(2);
      const body = sink.received().find((text) => text.includes(alarm.deliveryId))!;
      expect(body).toMatch(/^X-Priority: 1/m);
      expect(body).toContain(`X-Liftwatch-Incident: ${alarm.incidentId}`);
      const text = textOf(body);
      expect(text).toContain('电梯困人');
      expect(text).toContain('People trapped');
      expect(text).toContain('https://lw.example/r/token');
      expect(sink.received().filter((one) => /^In-Reply-To/m.test(one))).toHaveLength(1);
    } finally {
      await sink.close();
    }
  },
);

test('a mail server that is away has not got the message', async () => {
  const [one] = await deliveriesOf('released');
  const away = `smtp://127.0.0.1:${await freeLoopbackPort()}`;
  const outcome = await channel(away).send({ ...one!, address: 'a@b.example' }, AbortSignal.timeout(5_000));
  expect(outcome).toMatchObject({ is: 'later' });
  expect(await channel(away).send({ ...one!, address: '' }, AbortSignal.timeout(5_000))).toMatchObject({
    is: 'refused',
  });
});
