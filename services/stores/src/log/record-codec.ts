import type { Refusal } from '@liftwatch/schemas';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { DeadRecord, LogRecord, SessionChange, SessionRecord } from './record.ts';

/** Numbers are part of the stored format: append, never renumber. */
const READING = 1;
const DEAD = 2;
const SESSION = 3;
const TICK = 4;
const CONTEXT = 5;
const sessionChanges: readonly SessionChange[] = ['connected', 'disconnected', 'paused', 'resumed'];

/** What of a dead letter is rare and small travels as JSON. */
interface DeadDetails {
  readonly payloadBytes: number;
  readonly sha256?: string;
  readonly readingIndex?: number;
  readonly refusal: Refusal;
}

/** Times (below 2^52 ms) are written as the zigzag difference to the record before: one byte within a batch. */
const writeTime = (out: ByteWriter, ms: number, previousMs: number): void => {
  const delta = ms - previousMs;
  out.varint(delta >= 0 ? delta * 2 : -delta * 2 - 1);
};

const readTime = (input: ByteReader, previousMs: number): number => {
  const zigzag = input.varint();
  return previousMs + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
};

const writeDead = (out: ByteWriter, record: DeadRecord): void => {
  out.text(record.terminalId);
  out.text(record.topic);
  out.bytes(record.payload);
  const details: DeadDetails = {
    payloadBytes: record.payloadBytes,
    ...(record.sha256 === undefined ? {} : { sha256: record.sha256 }),
    ...(record.readingIndex === undefined ? {} : { readingIndex: record.readingIndex }),
    refusal: record.refusal,
  };
  out.text(JSON.stringify(details));
};

const writeSession = (out: ByteWriter, record: SessionRecord): void => {
  out.text(record.terminalId);
  const change = sessionChanges.indexOf(record.session);
  out.u8(record.sessionId === undefined ? change : change | 0x80);
  if (record.sessionId !== undefined) out.f64(record.sessionId);
};

export const encodeRecord = (out: ByteWriter, record: LogRecord, previousMs: number): void => {
  switch (record.type) {
    case 'reading':
      out.u8(READING);
      writeTime(out, record.receivedAtMs, previousMs);
      out.text(record.terminalId);
      out.text(record.topic);
      return out.bytes(record.payload);
    case 'dead':
      out.u8(DEAD);
      writeTime(out, record.receivedAtMs, previousMs);
      return writeDead(out, record);
    case 'session':
      out.u8(SESSION);
      writeTime(out, record.receivedAtMs, previousMs);
      return writeSession(out, record);
    case 'tick':
      out.u8(TICK);
      return writeTime(out, record.receivedAtMs, previousMs);
    case 'context':
      out.u8(CONTEXT);
      writeTime(out, record.receivedAtMs, previousMs);
      out.text(record.writerId);
      return out.bytes(record.payload);
  }
};

const readDead = (input: ByteReader, receivedAtMs: number): DeadRecord => {
  const terminalId = input.text();
  const topic = input.text();
  const payload = input.bytes();
  return { type: 'dead', receivedAtMs, terminalId, topic, payload, ...(JSON.parse(input.text()) as DeadDetails) };
};

const readSession = (input: ByteReader, receivedAtMs: number): SessionRecord => {
  const terminalId = input.text();
  const flags = input.u8();
  const session = sessionChanges[flags & 0x7f];
  if (session === undefined) throw new RangeError(`session change ${flags & 0x7f} is unknown`);
  const record = { type: 'session', receivedAtMs, terminalId, session } as const;
  return flags >= 0x80 ? { ...record, sessionId: input.f64() } : record;
};

export const decodeRecord = (input: ByteReader, previousMs: number, isJudged?: true): LogRecord => {
  const type = input.u8();
  const receivedAtMs = readTime(input, previousMs);
  switch (type) {
    case READING:
      return {
        ...{ type: 'reading', receivedAtMs, terminalId: input.text(), topic: input.text(), payload: input.bytes() },
        isJudged,
      };
    case DEAD:
      return readDead(input, receivedAtMs);
    case SESSION:
      return readSession(input, receivedAtMs);
    case TICK:
      return { type: 'tick', receivedAtMs };
    case CONTEXT:
      return { type: 'context', receivedAtMs, writerId: input.text(), payload: input.bytes() };
    default:
      throw new RangeError(`record type ${type} is unknown`);
  }
};
