import type { Received } from './line.ts';

/** What was heard, as lines of the replay format (docs/replay-format.md); a batch is one line. */
export const replayLines = (one: Received): string[] => {
  const receivedAt = one.receivedAtMs;
  if (one.type === 'context') return [JSON.stringify({ receivedAt, context: one.context })];
  if (one.type === 'session') {
    const { terminalId: terminal, session, sessionId } = one;
    return [JSON.stringify({ receivedAt, terminal, session, sessionId })];
  }
  const { terminalId: terminal, readings, sentAtMs } = one;
  const [first] = readings;
  if (!first) return [];
  const topic = `lift/v1/${one.liftId}/${first.kind}`;
  const payload =
    sentAtMs === undefined ? first.body : { sentAt: sentAtMs, readings: readings.map(({ body }) => body) };
  return [JSON.stringify({ receivedAt, terminal, topic, payload })];
};
