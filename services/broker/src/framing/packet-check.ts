import { isUtf8 } from 'node:buffer';

/** Why bytes are no packet of MQTT 3.1 or 3.1.1; `connackCode` is owed to the client where the standard says so. */
export interface Violation {
  readonly reason: string;
  readonly connackCode?: number;
}

const violation = (reason: string): Violation => ({ reason });

/** Reads the fields of one packet in order; `isBroken` once a field did not fit or a string was not well formed. */
class Fields {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;
  isBroken = false;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  byte(): number {
    if (this.#at >= this.#end) return this.#broken();
    return this.#bytes[this.#at++] as number;
  }

  uint16(): number {
    if (this.#at + 2 > this.#end) return this.#broken();
    const value = ((this.#bytes[this.#at] as number) << 8) | (this.#bytes[this.#at + 1] as number);
    this.#at += 2;
    return value;
  }

  /** Length-prefixed bytes. */
  data(): Buffer {
    const length = this.uint16();
    if (this.isBroken || this.#at + length > this.#end) {
      this.#broken();
      return this.#bytes.subarray(0, 0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Length-prefixed UTF-8 without U+0000 [MQTT-1.5.3-1, -2]. */
  text(): Buffer {
    const data = this.data();
    if (!isUtf8(data) || data.includes(0)) this.#broken();
    return data;
  }

  #broken(): number {
    this.isBroken = true;
    return 0;
  }
}

const has = (text: Buffer, character: number): boolean => text.includes(character);
const HASH = 0x23;
const PLUS = 0x2b;

/** Wildcards stand alone in their level, `#` in the last only [MQTT-4.7.1-2, -3]. */
const isFilter = (filter: Buffer): boolean => {
  if (filter.length === 0) return false;
  const levels = filter.toString('utf8').split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || (!level.includes('#') && !level.includes('+'));
  });
};

const checkWill = (fields: Fields, flags: number): Violation | undefined => {
  const qos = (flags >> 3) & 3;
  if ((flags & 4) === 0) return (flags & 0x38) === 0 ? undefined : violation('will flags without a will');
  if (qos === 3) return violation('will QoS 3');
  const topic = fields.text();
  fields.data();
  return topic.length === 0 || has(topic, HASH) || has(topic, PLUS)
    ? violation('will topic is not a topic name')
    : undefined;
};

const checkLevel = (name: string, level: number): Violation | undefined => {
  if (name !== 'MQTT' && name !== 'MQIsdp') return violation('protocol name is not MQTT');
  if (level === (name === 'MQTT' ? 4 : 3)) return undefined;
  return { reason: `protocol level ${level} is not spoken here`, connackCode: 1 };
};

const checkConnect = (fields: Fields): Violation | undefined => {
  const name = fields.text().toString('latin1');
  const level = fields.byte();
  if (fields.isBroken) return violation('malformed CONNECT');
  const wrongLevel = checkLevel(name, level);
  if (wrongLevel) return wrongLevel;
  const flags = fields.byte();
  fields.uint16();
  const clientId = fields.text();
  if ((flags & 1) !== 0) return violation('reserved CONNECT flag set');
  const will = checkWill(fields, flags);
  if (will) return will;
  if ((flags & 0xc0) === 0x40) return violation('password without user name');
  if ((flags & 0x80) !== 0) fields.text();
  if ((flags & 0x40) !== 0) fields.data();
  if (fields.isBroken || !fields.isAtEnd) return violation('CONNECT fields contradict its flags or length');
  if (clientId.length > 0) return undefined;
  if (level === 3) return { reason: 'empty client id in MQTT 3.1', connackCode: 2 };
  return (flags & 2) === 0 ? { reason: 'empty client id with a lasting session', connackCode: 2 } : undefined;
};

/**
 * A PUBLISH of QoS 1 or 2 whose topic is printable ASCII without wildcards, which nearly all are. Says only yes or
 * "look closer": no object is made, and nothing outside is called.
 */
const isPlainPublish = (bytes: Buffer, flags: number, { body, end }: { body: number; end: number }): boolean => {
  const qos = (flags >> 1) & 3;
  if ((qos !== 1 && qos !== 2) || body + 4 > end) return false;
  const topic = body + 2;
  const packetId = topic + (((bytes[body] as number) << 8) | (bytes[body + 1] as number));
  if (packetId === topic || packetId + 2 > end) return false;
  for (let i = topic; i < packetId; i++) {
    const c = bytes[i] as number;
    if (c < 0x20 || c > 0x7e || c === HASH || c === PLUS) return false;
  }
  return bytes[packetId] !== 0 || bytes[packetId + 1] !== 0;
};

const checkPublish = (fields: Fields, flags: number): Violation | undefined => {
  const qos = (flags >> 1) & 3;
  if (qos === 3 || (qos === 0 && (flags & 8) !== 0)) return violation('PUBLISH flags');
  const topic = fields.text();
  if (topic.length === 0 || has(topic, HASH) || has(topic, PLUS)) return violation('PUBLISH topic is not a topic name');
  if (qos > 0 && fields.uint16() === 0) return violation('PUBLISH packet id 0');
  return fields.isBroken ? violation('malformed PUBLISH') : undefined;
};

const checkFilters = (fields: Fields, name: string): Violation | undefined => {
  const isSubscribe = name === 'SUBSCRIBE';
  if (fields.uint16() === 0 || fields.isAtEnd) return violation(`${name} without packet id or filter`);
  while (!fields.isAtEnd && !fields.isBroken) {
    if (!isFilter(fields.text())) return violation(`${name} filter is malformed`);
    if (isSubscribe && fields.byte() > 2) return violation('SUBSCRIBE QoS');
  }
  return fields.isBroken ? violation(`malformed ${name}`) : undefined;
};

const checkAnswer = (fields: Fields): Violation | undefined =>
  fields.uint16() === 0 || fields.isBroken || !fields.isAtEnd ? violation('malformed acknowledgement') : undefined;

/**
 * Checks one whole packet strictly (MQTT 3.1.1, and 3.1 where it differs): what a terminal may send, well formed.
 * @param at where the fixed header begins; `body` where the rest does; `end` behind the packet
 */
export const checkPacket = (
  bytes: Buffer,
  at: number,
  span: { readonly body: number; readonly end: number },
): Violation | undefined => {
  const header = bytes[at] as number;
  const type = header >> 4;
  const flags = header & 15;
  if (type === 3 && isPlainPublish(bytes, flags, span)) return undefined;
  const fields = new Fields(bytes, span.body, span.end);
  if (type === 3) return checkPublish(fields, flags);
  if (flags !== (type === 6 || type === 8 || type === 10 ? 2 : 0)) return violation('fixed header flags');
  if (type === 1) return checkConnect(fields);
  if (type >= 4 && type <= 7) return checkAnswer(fields);
  if (type === 8) return checkFilters(fields, 'SUBSCRIBE');
  if (type === 10) return checkFilters(fields, 'UNSUBSCRIBE');
  if (type === 12 || type === 14) return fields.isAtEnd ? undefined : violation('PINGREQ or DISCONNECT with a body');
  return violation(`packet type ${type} is not for a client to send`);
};
