import {
  contextEntry,
  decodePublish,
  parseTopic,
  presenceReading,
  readPublish,
  type DecodedPublish,
  type PublishedReadings,
  type Reading,
  type ReadingKind,
  type UnixMs,
} from '@liftwatch/schemas';
import type { ContextRecord, LogRecord, ReadingRecord } from '@liftwatch/stores';
import { z } from 'zod';
import type { Arrival } from '../diagnosis/arrival.ts';
import { inMilliseconds, unitOf } from './time-unit.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const compiledContext = z.compile(contextEntry);
const compiledPresence = z.compile(presenceReading);

const bufferOf = (payload: Uint8Array): Buffer =>
  Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);

/** Text of a payload; undefined when it is not UTF-8. */
const textOf = (payload: Uint8Array): string | undefined => {
  try {
    // The lenient decoder is several times faster; only text in which it put a replacement character, or a byte
    // order mark, needs the strict one.
    const text = bufferOf(payload).toString('utf8');
    if (!text.includes('\uFFFD') && text.charCodeAt(0) !== 0xfeff) return text;
    return utf8.decode(payload);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

const jsonOf = (payload: Uint8Array): unknown => {
  const text = textOf(payload);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const presence = (record: ReadingRecord, liftId: string): Arrival | undefined => {
  const parsed = compiledPresence.safeParse(jsonOf(record.payload));
  if (!parsed.success) return undefined;
  const { receivedAtMs, terminalId } = record;
  return { type: 'presence', receivedAtMs, terminalId, liftId, status: parsed.data.status };
};

const tick = (receivedAtMs: UnixMs): Arrival => ({ type: 'tick', receivedAtMs });

const decodedOf = (record: ReadingRecord, kind: ReadingKind): DecodedPublish | undefined => {
  const text = textOf(record.payload);
  return text === undefined ? undefined : decodePublish(kind, text);
};

const readingsOf = (record: ReadingRecord, kind: ReadingKind): PublishedReadings | undefined => {
  // The broker has just checked each byte of it.
  if (record.isJudged === true) return readPublish(kind, bufferOf(record.payload).toString());
  const decoded = record.decoded?.publish ?? decodedOf(record, kind);
  if (!decoded?.ok) return undefined;
  const readings: Reading[] = [];
  for (const item of decoded.items) if (item.ok) readings.push(item.reading);
  return { sentAtMs: decoded.sentAtMs, readings };
};

const publish = (record: ReadingRecord): Arrival | undefined => {
  const topic = record.decoded?.topic ?? parseTopic(record.topic);
  if (topic.type === 'presence') return presence(record, topic.liftId);
  if (topic.type !== 'reading') return undefined;
  const published = readingsOf(record, topic.kind);
  if (published === undefined || published.readings.length === 0) return undefined;
  const { receivedAtMs, terminalId } = record;
  const { sentAtMs, readings } = published;
  const { liftId } = topic;
  const unit = unitOf(sentAtMs ?? readings[0]?.body.at ?? receivedAtMs, receivedAtMs);
  if (unit === 1) return { type: 'readings', receivedAtMs, terminalId, liftId, sentAtMs, readings };
  return {
    ...{ type: 'readings', receivedAtMs, terminalId, liftId },
    sentAtMs: sentAtMs === undefined ? undefined : Math.floor(sentAtMs * unit),
    readings: readings.map((reading) => inMilliseconds(reading, unit)),
  };
};

const context = (record: ContextRecord): Arrival | undefined => {
  const parsed = compiledContext.safeParse(jsonOf(record.payload));
  return parsed.success ? { type: 'context', receivedAtMs: record.receivedAtMs, context: parsed.data } : undefined;
};

/**
 * A batch is told in the order in which its terminal numbered it, or, without numbers, in which it was so: some buffers
 * are emptied from the newest end, and what came last is not what holds.
 */
const inOrder = (readings: readonly Reading[]): readonly Reading[] => {
  const boot = readings[0]?.body.boot;
  if (readings.some(({ body }) => body.boot !== boot)) return readings;
  if (boot === undefined) return [...readings].sort((a, b) => a.body.at - b.body.at);
  const areNumbered = readings.every(({ body }) => body.seq !== undefined);
  return areNumbered ? [...readings].sort((a, b) => (a.body.seq ?? 0) - (b.body.seq ?? 0)) : readings;
};

const ordered = (arrival: Arrival | undefined): Arrival | undefined =>
  arrival?.type === 'readings' && arrival.readings.length > 1
    ? { ...arrival, readings: inOrder(arrival.readings) }
    : arrival;

/**
 * Decodes one record of the log for the kernel; undefined for dead letters and for what the broker dead-lettered beside
 * it: the broker has told the terminal why, and the same pure decoder gives the same verdict here. Never throws.
 */
export const decodeRecord = (record: LogRecord): Arrival | undefined => {
  switch (record.type) {
    case 'reading':
      return ordered(publish(record));
    case 'tick':
      return tick(record.receivedAtMs);
    case 'session': {
      const { receivedAtMs, terminalId, session, sessionId } = record;
      return { type: 'session', receivedAtMs, terminalId, session, sessionId };
    }
    case 'context':
      return context(record);
    case 'dead':
      return undefined;
  }
};
