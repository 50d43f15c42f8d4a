import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testWithServer } from '@liftwatch/infra/testing';
import type { Delivery } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { capMessage } from '../../src/channels/cap/cap-message.ts';
import { deliveriesOf } from '../support/a-delivery.ts';

const from = { sender: 'liftwatch', status: 'Actual' } as const;
const verdict = (xml: string) =>
  spawnSync('xmllint', ['--noout', '--nonet', '--schema', join(import.meta.dirname, 'CAP-v1.2.xsd'), '-'], {
    input: xml,
    encoding: 'utf8',
  });
const toPlatform = async (end: 'released' | 'rejected'): Promise<readonly Delivery[]> =>
  (await deliveriesOf(end)).filter((d) => d.role === 'platform');
const text = (xml: string, element: string) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];

for (const end of ['released', 'rejected'] as const)
  testWithServer(
    'xmllint',
    `every message of an entrapment that ends ${end} is valid against the OASIS schema`,
    async () => {
      const messages = await toPlatform(end);
      expect(messages).toHaveLength(3);
      for (const delivery of messages) expect(verdict(capMessage(delivery, from))).toMatchObject({ status: 0 });
    },
  );

testWithServer(
  'xmllint',
  'control: the schema refuses a time in Z, a time with milliseconds and a wrong order',
  async () => {
    const [alert] = await toPlatform('released');
    const xml = capMessage(alert!, from);
    const sent = text(xml, 'sent')!;
    expect(verdict(xml.replace(sent, '2026-03-01T02:00:10Z')).status).not.toBe(0);
    expect(verdict(xml.replace(sent, '2026-03-01T10:00:10.000+08:00')).status).not.toBe(0);
    expect(verdict(xml.replace(/<status>.*<\/status>/, '')).status).not.toBe(0);
  },
);

test('alarm is an Alert (Likely), confirmed an Update (Observed), release an Update with AllClear; each refers to all before', async () => {
  const [alert, confirmed, released] = (await toPlatform('released')).map((d) => capMessage(d, from));
  expect([text(alert!, 'msgType'), text(alert!, 'certainty'), text(alert!, 'references')]).toEqual([
    'Alert',
    'Likely',
    undefined,
  ]);
  const first = `liftwatch,${text(alert!, 'identifier')},${text(alert!, 'sent')}`;
  expect([text(confirmed!, 'msgType'), text(confirmed!, 'certainty'), text(confirmed!, 'references')]).toEqual([
    'Update',
    'Observed',
    first,
  ]);
  expect([text(released!, 'msgType'), text(released!, 'responseType'), text(released!, 'references')]).toEqual([
    'Update',
    'AllClear',
    `${first} liftwatch,${text(confirmed!, 'identifier')},${text(confirmed!, 'sent')}`,
  ]);
});

test('an alarm is urgent as its priority says, and in the past once it is over', async () => {
  const messages = (await toPlatform('released')).map((d) => capMessage(d, from));
  expect(messages.map((xml) => text(xml, 'urgency'))).toEqual(['Immediate', 'Immediate', 'Past']);
});

test('an exercise is one to the platform too: nobody is sent out to it', async () => {
  const [alert] = await toPlatform('released');
  expect(text(capMessage(alert!, from), 'status')).toBe('Actual');
  expect(text(capMessage(alert!, { ...from, status: 'Test' }), 'status')).toBe('Test');
  const drill = { ...alert!, content: { ...alert!.content, drill: true } };
  expect(text(capMessage(drill, from), 'status')).toBe('Exercise');
});

test('rejected is a Cancel that refers to all before it', async () => {
  const messages = await toPlatform('rejected');
  const [alert, confirmed, rejected] = messages.map((d) => capMessage(d, from));
  expect(text(rejected!, 'msgType')).toBe('Cancel');
  for (const before of [alert, confirmed]) expect(text(rejected!, 'references')).toContain(text(before!, 'identifier'));
});

testWithServer('xmllint', 'names with markup and control characters stay data', async () => {
  const [alert] = await toPlatform('released');
  const named = {
    ...alert!,
    content: { ...alert!.content, lift: { ...alert!.content.lift, name: '<b>&"\u0000 1号梯' } },
  };
  expect(verdict(capMessage(named, from))).toMatchObject({ status: 0 });
});

test('Chinese and English say the same', async () => {
  const [alert] = await toPlatform('released');
  const xml = capMessage(alert!, from);
  expect([...xml.matchAll(/<language>(.*)<\/language>/g)].map((m) => m[1])).toEqual(['zh-CN', 'en-US']);
});

testWithServer('xmllint', 'what joins another incident is no AllClear: people may be held in that one', async () => {
  const released = (await toPlatform('released')).at(-1)!;
  const xml = capMessage({ ...released, content: { ...released.content, goesOnIn: 'incident-2' } }, from);
  expect(verdict(xml)).toMatchObject({ status: 0 });
  expect([text(xml, 'responseType'), text(xml, 'urgency')]).toEqual(['Monitor', 'Immediate']);
});
