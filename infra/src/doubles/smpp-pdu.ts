/** A protocol data unit of SMPP 3.4: 16 bytes of header, then the body. @see SMPP 3.4, 3.2 */
export interface SmppPdu {
  readonly command: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

export const smppCommands = {
  bindReceiver: 0x01,
  bindTransmitter: 0x02,
  submit: 0x04,
  deliver: 0x05,
  unbind: 0x06,
  bindTransceiver: 0x09,
  enquire: 0x15,
} as const;
export const RESPONSE = 0x80000000;
export const UCS2 = 8;

const HEADER_BYTES = 16;
/** Longer than any PDU that carries one message. */
const MOST_BYTES = 4_096;

export const writePdu = ({ command, status, sequence, body }: SmppPdu): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(HEADER_BYTES + body.length, 0);
  header.writeUInt32BE(command >>> 0, 4);
  header.writeUInt32BE(status, 8);
  header.writeUInt32BE(sequence, 12);
  return Buffer.concat([header, body]);
};

/** Takes whole PDUs off the front of what has come. @throws {RangeError} for a length that no PDU has */
export const readPdus = (bytes: Buffer): { readonly pdus: readonly SmppPdu[]; readonly rest: Buffer } => {
  const pdus: SmppPdu[] = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const length = rest.readUInt32BE(0);
    if (length < HEADER_BYTES || length > MOST_BYTES) throw new RangeError(`a PDU of ${length} bytes`);
    if (rest.length < length) break;
    pdus.push({
      command: rest.readUInt32BE(4),
      status: rest.readUInt32BE(8),
      sequence: rest.readUInt32BE(12),
      body: rest.subarray(HEADER_BYTES, length),
    });
    rest = rest.subarray(length);
  }
  return { pdus, rest };
};

/** Reads fields one behind the other: texts that end with a zero byte, and single bytes. */
const fieldsOf = (body: Buffer) => {
  let at = 0;
  return {
    text(): string {
      const end = body.indexOf(0, at);
      const value = body.toString('latin1', at, end === -1 ? body.length : end);
      at = end === -1 ? body.length : end + 1;
      return value;
    },
    byte: (): number => body[at++] ?? 0,
    rest: (count: number): Buffer => body.subarray(at, at + count),
  };
};

export const readBind = (body: Buffer): { readonly systemId: string; readonly password: string } => {
  const fields = fieldsOf(body);
  return { systemId: fields.text(), password: fields.text() };
};

export interface ShortMessage {
  readonly from: string;
  readonly to: string;
  readonly esmClass: number;
  readonly wantsReceipt: boolean;
  readonly text: string;
}

/** UCS-2 is big endian on the wire. */
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();

/** submit_sm and deliver_sm have the same fields. @see SMPP 3.4, 4.4.1 */
export const readMessage = (body: Buffer): ShortMessage => {
  const fields = fieldsOf(body);
  fields.text();
  fields.byte();
  fields.byte();
  const from = fields.text();
  fields.byte();
  fields.byte();
  const to = fields.text();
  const esmClass = fields.byte();
  fields.byte();
  fields.byte();
  fields.text();
  fields.text();
  const wantsReceipt = (fields.byte() & 0x03) === 1;
  fields.byte();
  const coding = fields.byte();
  fields.byte();
  const bytes = fields.rest(fields.byte());
  const text = coding === UCS2 ? swapped(bytes).toString('utf16le') : bytes.toString('latin1');
  return { from, to, esmClass, wantsReceipt, text };
};

export const writeMessage = (message: Omit<ShortMessage, 'wantsReceipt'> & { readonly coding: number }): Buffer => {
  const { from, to, esmClass, text, coding } = message;
  const bytes = coding === UCS2 ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'latin1');
  const zero = Buffer.from([0]);
  return Buffer.concat([
    ...[zero, Buffer.from([1, 1]), Buffer.from(from, 'latin1'), zero],
    ...[Buffer.from([1, 1]), Buffer.from(to, 'latin1'), zero],
    ...[Buffer.from([esmClass, 0, 0]), zero, zero, Buffer.from([0, 0, coding, 0, bytes.length]), bytes],
  ]);
};
