import { freeLoopbackPort, startSmtpSink } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { generateKeyPairSync } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { emailChannel } from '../src/channels/email/email.ts';
import { openHeadSigner, readSignedHead } from '../src/ledger/head.ts';
import { byEmail } from '../src/ledger/ways/by-email.ts';
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

testWithServer(
  'aiosmtpd',
  'the head of the ledger by mail: what is attached verifies by the key that comes with it',
  async () => {
    const sink = await startSmtpSink();
    try {
      const pair = generateKeyPairSync('ed25519');
      const signer = await openHeadSigner(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      const head = { seq: 7, hash: 'a'.repeat(64), atMs: Date.UTC(2026, 2, 1) };
      const way = byEmail(
        { url: sink.url, password: () => undefined, timeoutMs: 3_000 },
        { from: 'liftwatch@city.example', to: ['audit@city.example', 'archive@city.example'] },
      );
      await way.send({ ...head, jws: await signer.sign(head), publicKey: signer.publicKey });
      const mail = await sink.waitForMail((text) => text.includes('ledger'));
      expect(mail).toMatch(/^Message-ID: <liftwatch-ledger-2026-03-01T00-00-00Z-7@liftwatch>$/im);
      expect(mail).toMatch(/^To: audit@city\.example, archive@city\.example$/im);
      const attached = (name: string): string => {
        const part = mail.split(/^--.*$/m).find((one) => one.includes(`filename=${name}`)) ?? '';
        const [headers = '', ...body] = part.trim().split(/\r?\n\r?\n/);
        const text = body.join('\n\n');
        return /base64/i.test(headers)
          ? Buffer.from(text, 'base64').toString('utf8')
          : text.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      };
      const jws = attached('liftwatch-ledger-2026-03-01T00-00-00Z-7.jws');
      expect(await readSignedHead(jws, attached('liftwatch-ledger.pem'))).toEqual(head);
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
