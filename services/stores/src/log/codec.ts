import { crc32 } from 'node:zlib';
import { StoreError } from '../errors.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import type { LogRecord } from './record.ts';

/**
 * Layout of an entry's blob (little endian):
 * magic u8 = 0x4c, version u8, u16 = 0, record count u32, body length u32, CRC-32 of the body u32, body.
 * The body is the records one after the other, see record-codec.ts.
 */
const MAGIC = 0x4c;
const VERSION = 1;
const HEADER_BYTES = 16;

/** One writer per process, grown to the largest batch: `encodeRecords` is synchronous. */
const scratch = new ByteWriter(1 << 16);

const corrupt = (what: string, cause?: unknown): StoreError =>
  new StoreError(
    'LIFT_STORE_LOG_CORRUPT',
    `a log entry is damaged (${what}): check the disk; reading after its position skips it`,
    { recoverable: false, cause },
  );

/** The records of one entry as bytes. The result is a copy and stays valid. */
export const encodeRecords = (records: readonly LogRecord[]): Uint8Array => {
  const out = scratch;
  out.reset(HEADER_BYTES);
  let previousMs = 0;
  for (const record of records) {
    encodeRecord(out, record, previousMs);
    previousMs = record.receivedAtMs;
  }
  const bytes = Buffer.from(out.written());
  bytes[0] = MAGIC;
  bytes[1] = VERSION;
  bytes.writeUInt16LE(0, 2);
  bytes.writeUInt32LE(records.length, 4);
  bytes.writeUInt32LE(bytes.length - HEADER_BYTES, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES)), 12);
  return bytes;
};

const bodyOf = (bytes: Buffer): Buffer => {
  if (bytes.length < HEADER_BYTES) throw corrupt(`${bytes.length} bytes are less than a header`);
  if (bytes[0] !== MAGIC) throw corrupt('it does not begin like an entry');
  if ((bytes[1] as number) > VERSION)
    throw new StoreError(
      'LIFT_STORE_VERSION_NEWER',
      `a log entry has format ${bytes[1]}, this liftwatch knows up to ${VERSION}: run the newer liftwatch`,
      { recoverable: false },
    );
  if (bytes[1] === 0) throw corrupt('format 0 does not exist');
  const bodyBytes = bytes.readUInt32LE(8);
  if (bodyBytes !== bytes.length - HEADER_BYTES)
    throw corrupt(`${bytes.length - HEADER_BYTES} bytes where ${bodyBytes} were written`);
  const body = bytes.subarray(HEADER_BYTES);
  if (crc32(body) !== bytes.readUInt32LE(12)) throw corrupt('its checksum is wrong');
  return body;
};

/**
 * The records of an entry. Payloads are views into `blob`: keep it unchanged as long as they are used. `isJudged`: see
 * {@link ReadingRecord}.
 * @throws {StoreError} LIFT_STORE_LOG_CORRUPT, or LIFT_STORE_VERSION_NEWER for a later format
 */
export const decodeRecords = (blob: Uint8Array, isJudged?: true): readonly LogRecord[] => {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const body = bodyOf(bytes);
  const count = bytes.readUInt32LE(4);
  const records: LogRecord[] = [];
  try {
    const reader = new ByteReader(body);
    let previousMs = 0;
    for (let i = 0; i < count; i++) {
      const record = decodeRecord(reader, previousMs, isJudged);
      previousMs = record.receivedAtMs;
      records.push(record);
    }
    reader.expectEnd();
  } catch (cause) {
    throw corrupt(cause instanceof Error ? cause.message : 'unreadable', cause);
  }
  return records;
};
