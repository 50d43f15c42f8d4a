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

test('unknown levels are owed CONNACK 1, an empty id with a lasting session or in MQTT 3.1 CONNACK 2', () => {
  expect(check(packet(0x10, text('MQTT'), Buffer.from([5, 2, 0, 0]), text('a')))?.connackCode).toBe(1);
  expect(check(connect(0, text('')))?.connackCode).toBe(2);
  expect(check(packet(0x10, text('MQIsdp'), Buffer.from([3, 2, 0, 0]), text('')))?.connackCode).toBe(2);
  expect(check(connect(2, text('')))).toBeUndefined();
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

/** What MQTT 3.1.1 says of a PUBLISH body, slowly and in other words. */
const isPublishBody = (body: Buffer, qos: number): boolean => {
  if (body.length < 2) return false;
  const end = 2 + body.readUInt16BE(0);
  if (end === 2 || end > body.length) return false;
  const topic = body.subarray(2, end);
  const text = topic.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(topic) || /[\0#+]/.test(text)) return false;
  return qos === 0 || (end + 2 <= body.length && body.readUInt16BE(end) !== 0);
};

test('a PUBLISH passes exactly when its body is one, whichever way it is looked at', () => {
  const topicByte = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
    fc.integer({ max: 255, min: 0 }),
  );
  const body = fc
    .tuple(fc.array(topicByte, { maxLength: 12 }), fc.integer({ min: -2, max: 3 }), fc.uint8Array({ maxLength: 4 }))
    .map(([topic, off, rest]) => {
      const length = Math.max(0, topic.length + (off < 2 ? 0 : off));
      return Buffer.from([length >> 8, length & 255, ...topic, ...rest]);
    });
  fc.assert(
    fc.property(body, fc.constantFrom(0, 1, 2), (bytes, qos) => {
      const packet = Buffer.concat([Buffer.from([0x30 | (qos << 1), bytes.length]), bytes]);
      const passes = checkPacket(packet, 0, { body: 2, end: packet.length }) === undefined;
      expect(passes).toBe(isPublishBody(bytes, qos));
    }),
    { numRuns: 3_000 },
  );
});
