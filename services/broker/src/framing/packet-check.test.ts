import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { checkPacket } from './packet-check.ts';

const text = (value: string | Buffer) => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
};
const packet = (header: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([header, body.length]), body]);
};
const check = (bytes: Buffer) => checkPacket(bytes, 0, { body: 2, end: bytes.length });
const connect = (flags: number, ...rest: Buffer[]) =>
  packet(0x10, text('MQTT'), Buffer.from([4, flags, 0, 0]), ...rest);
const id = Buffer.from([0, 1]);
const bad = Buffer.from([0x61, 0xc3, 0x28]);

test.each([
  ['CONNECT', connect(2, text('a'))],
  ['CONNECT with will, user, password', connect(0xc6, text('a'), text('w'), text('x'), text('u'), text('p'))],
  ['PUBLISH QoS 1', packet(0x32, text('a/b'), id, Buffer.from('{}'))],
  ['SUBSCRIBE', packet(0x82, id, text('a/+/#'), Buffer.from([1]))],
  ['UNSUBSCRIBE', packet(0xa2, id, text('a'))],
  ['PINGREQ', packet(0xc0)],
])('%s passes', (_name, bytes) => expect(check(bytes)).toBeUndefined());

test.each([
  ['U+0000 in a client id', connect(2, text('a\0'))],
  ['bad UTF-8 in a user name', connect(0x82, text('a'), text(bad))],
  ['bad UTF-8 in a will topic', connect(6, text('a'), text(bad), text('x'))],
  ['will QoS 3', connect(0x1e, text('a'), text('w'), text('x'))],
  ['password without user', connect(0x42, text('a'), text('p'))],
  ['user flag without user', connect(0x82, text('a'))],
  ['user without flag', connect(2, text('a'), text('u'))],
  ['reserved flag', connect(3, text('a'))],
  ['PUBLISH packet id 0', packet(0x32, text('a'), Buffer.from([0, 0]))],
  ['PUBLISH U+0000', packet(0x30, text('a\0b'))],
  ['PUBLISH QoS 3', packet(0x36, text('a'), id)],
  ['PUBLISH wildcard', packet(0x30, text('a/#'))],
  ['SUBSCRIBE packet id 0', packet(0x82, Buffer.from([0, 0]), text('a'), Buffer.from([0]))],
  ['SUBSCRIBE bad UTF-8', packet(0x82, id, text(bad), Buffer.from([0]))],
  ['UNSUBSCRIBE without filters', packet(0xa2, id)],
  ['UNSUBSCRIBE cut short', packet(0xa2, id, Buffer.from([0, 9, 0x61]))],
  ['UNSUBSCRIBE flags', packet(0xa0, id, text('a'))],
  ['PUBACK packet id 0', packet(0x40, Buffer.from([0, 0]))],
  ['CONNACK from a client', packet(0x20, Buffer.from([0, 0]))],
])('%s is refused', (_name, bytes) => expect(check(bytes)).toBeDefined());

test('unknown levels are owed CONNACK 1, an empty id with a lasting session CONNACK 2', () => {
  expect(check(packet(0x10, text('MQTT'), Buffer.from([5, 2, 0, 0]), text('a')))?.connackCode).toBe(1);
  expect(check(connect(0, text('')))?.connackCode).toBe(2);
});

test('whatever passes, mqtt-packet parses; nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 255 }), (body, header) => {
      const bytes = packet(header, Buffer.from(body));
      if (check(bytes) !== undefined) return;
      const parser = mqttPacket.parser();
      let error: unknown;
      parser.on('error', (e) => (error = e));
      parser.parse(bytes);
      expect(error).toBeUndefined();
    }),
    { numRuns: 5_000 },
  );
});
