import { isUtf8 } from 'node:buffer';
import type { LogRecord, ReadingLogReader } from '@liftwatch/stores';

const ENTRIES_AT_ONCE = 64;

const payloadOf = (payload: Uint8Array): { payload: string } | { payloadBase64: string } =>
  isUtf8(payload)
    ? { payload: Buffer.from(payload).toString('utf8') }
    : { payloadBase64: Buffer.from(payload).toString('base64') };

const lineOf = (record: LogRecord): object | undefined => {
  const receivedAt = record.receivedAtMs;
  switch (record.type) {
    case 'reading':
      return { receivedAt, terminal: record.terminalId, topic: record.topic, ...payloadOf(record.payload) };
    case 'session':
      return {
        receivedAt,
        terminal: record.terminalId,
        session: record.session,
        ...(record.sessionId !== undefined && { sessionId: record.sessionId }),
      };
    case 'tick':
      return { receivedAt, tick: true };
    case 'context':
      return { receivedAt, context: JSON.parse(Buffer.from(record.payload).toString('utf8')) as unknown };
    case 'dead':
      return undefined;
  }
};

const recordsOf = async function* (reader: ReadingLogReader, partition: number): AsyncGenerator<LogRecord> {
  for (let after = (await reader.firstPosition(partition)) - 1; ;) {
    const entries = await reader.read(partition, after, ENTRIES_AT_ONCE);
    if (entries.length === 0) return;
    for (const { position, records } of entries) {
      after = position;
      yield* records;
    }
  }
};

/**
 * The whole log as lines of the replay format, its partitions merged by `receivedAt`. Ticks and sessions, which are in
 * every partition, come once. Dead letters are left out: what was whole is not in them.
 */
export const exportLines = async function* (reader: ReadingLogReader): AsyncGenerator<string> {
  const streams = Array.from({ length: reader.partitions }, (_, partition) => recordsOf(reader, partition));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  let lastTickMs = -1;
  const sessions = new Set<string>();
  for (;;) {
    let first = -1;
    for (const [i, head] of heads.entries()) {
      const best = heads[first];
      if (!head.done && (best === undefined || best.done || head.value.receivedAtMs < best.value.receivedAtMs))
        first = i;
    }
    const head = heads[first];
    const stream = streams[first];
    if (!head || head.done || !stream) return;
    heads[first] = await stream.next();
    const record = head.value;
    if (record.type === 'tick') {
      if (record.receivedAtMs === lastTickMs) continue;
      lastTickMs = record.receivedAtMs;
    }
    const line = lineOf(record);
    if (line === undefined) continue;
    const text = JSON.stringify(line);
    if (record.type === 'session') {
      if (sessions.has(text)) continue;
      sessions.add(text);
    }
    yield text;
  }
};
