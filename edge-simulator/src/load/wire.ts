/** MQTT 3.1.1 packets, written by hand into buffers: the generator shares its machine with what it measures. */

const remainingLength = (bytes: number): number[] => {
  const out: number[] = [];
  let left = bytes;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    out.push(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  return out;
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

export const connectPacket = (options: {
  clientId: string;
  keepAliveS: number;
  username?: string | undefined;
  password?: string | undefined;
}): Buffer => {
  const { username, password, keepAliveS } = options;
  const flags = 0x02 | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const rest = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, keepAliveS >> 8, keepAliveS & 0xff]),
    text(options.clientId),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
  ]);
  return Buffer.concat([Buffer.from([0x10, ...remainingLength(rest.length)]), rest]);
};

export const pingPacket = Buffer.from([0xc0, 0x00]);
export const disconnectPacket = Buffer.from([0xe0, 0x00]);

/** `{"at":0000000000000,"boot":"xxxxxxxx","seq":0000000000,`: fields of fixed width, so a publish is copies only. */
const ENVELOPE = '{"at":0000000000000,"boot":"xxxxxxxx","seq":0000000000,';
const AT = ENVELOPE.indexOf('0');
const AT_DIGITS = 13;
const BOOT = ENVELOPE.indexOf('x');
const SEQ = ENVELOPE.lastIndexOf('0000000000');
const SEQ_DIGITS = 10;
/** JSON has no leading zeros: counting starts where numbers have ten digits. */
export const FIRST_SEQ = 1_000_000_000;
export const BOOT_CHARS = 8;

export const envelopeOf = (boot: string): Buffer => {
  const bytes = Buffer.from(ENVELOPE);
  bytes.write(boot.slice(0, BOOT_CHARS).padEnd(BOOT_CHARS, '0'), BOOT, 'latin1');
  return bytes;
};

const writeDigits = (into: Buffer, at: number, value: { of: number; digits: number }): void => {
  let left = value.of;
  for (let i = at + value.digits - 1; i >= at; i--) {
    const rest = Math.floor(left / 10);
    into[i] = 48 + (left - rest * 10);
    left = rest;
  }
};

export interface PublishParts {
  /** Topic with its length before it. */
  readonly topic: Buffer;
  readonly envelope: Buffer;
  readonly body: Buffer;
  readonly packetId: number;
  readonly atMs: number;
  readonly seq: number;
}

/** One PUBLISH, QoS 1, in a buffer of its own. */
export const publishPacket = ({ topic, envelope, body, packetId, atMs, seq }: PublishParts): Buffer => {
  const rest = topic.length + 2 + envelope.length + body.length;
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : 3;
  const out = Buffer.allocUnsafe(1 + lengthBytes + rest);
  out[0] = 0x32;
  let [i, left] = [1, rest];
  for (; i <= lengthBytes; i++) {
    out[i] = i < lengthBytes ? (left & 0x7f) | 0x80 : left;
    left >>= 7;
  }
  i += topic.copy(out, i);
  out[i++] = packetId >> 8;
  out[i++] = packetId & 0xff;
  const at = i;
  i += envelope.copy(out, i);
  body.copy(out, i);
  writeDigits(out, at + AT, { of: atMs, digits: AT_DIGITS });
  writeDigits(out, at + SEQ, { of: seq, digits: SEQ_DIGITS });
  return out;
};

export const topicBytes = (topic: string): Buffer => text(topic);

export interface AnswerEvents {
  connected(returnCode: number): void;
  acked(packetId: number): void;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** Takes apart what the broker sends (CONNACK, PUBACK, PINGRESP), however TCP cuts it. */
export const createAnswerReader = (events: AnswerEvents): ((chunk: Buffer) => void) => {
  let rest: Buffer = NOTHING;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let i = 0;
    while (bytes.length - i >= 2) {
      const size = 2 + (bytes[i + 1] ?? 0);
      if (bytes.length - i < size) break;
      const type = (bytes[i] ?? 0) >> 4;
      if (type === 4) events.acked(((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0));
      else if (type === 2) events.connected(bytes[i + 3] ?? 255);
      i += size;
    }
    // A copy: the caller reads the next chunk into the same memory.
    rest = i === bytes.length ? NOTHING : Buffer.from(bytes.subarray(i));
  };
};
