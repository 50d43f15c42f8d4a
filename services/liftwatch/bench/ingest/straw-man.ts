/**
 * The yardstick of the ingest benchmark: the least that a service of this kind can do. Aedes in this process, JSON, one
 * compiled schema, one rule, batched writes to InfluxDB; acknowledges before anything is safe and keeps no log.
 * Talks to its parent over IPC: `ready` with the port; on `usage` answers with CPU and memory so far.
 */
import { createServer } from 'node:net';
import { readingSchemas } from '@liftwatch/schemas';
import { Aedes } from 'aedes';
import { z } from 'zod';
import { answerUsage } from './usage.ts';

const BATCH_LINES = 5_000;
const FLUSH_MS = 1_000;
const STOPPED_OUTSIDE_ZONE_MS = 30_000;

const influxUrl = process.argv[2];
if (!influxUrl) throw new TypeError('usage: straw-man.ts INFLUX_WRITE_URL');

const state = z.compile(readingSchemas.state);
const stoppedSince = new Map<string, number>();
let lines: string[] = [];
let readings = 0;
let writing = Promise.resolve();

const flush = (): void => {
  if (lines.length === 0) return;
  const body = lines.join('\n');
  lines = [];
  writing = writing.then(async () => {
    const response = await fetch(influxUrl, { method: 'POST', body, signal: AbortSignal.timeout(60_000) });
    await response.arrayBuffer();
  });
};

const judge = (liftId: string, reading: z.infer<typeof readingSchemas.state>): boolean => {
  if (reading.carStatus !== 'stopped' || reading.doorZone !== false) {
    stoppedSince.delete(liftId);
    return false;
  }
  const since = stoppedSince.get(liftId) ?? reading.at;
  stoppedSince.set(liftId, since);
  return reading.at - since >= STOPPED_OUTSIDE_ZONE_MS;
};

const take = (topic: string, payload: Buffer): void => {
  const [, , liftId, kind] = topic.split('/');
  readings += 1;
  if (kind !== 'state' || liftId === undefined) return;
  const value: unknown = JSON.parse(payload.toString());
  const batch = (value as { readings?: unknown[] }).readings ?? [value];
  for (const one of batch) {
    const parsed = state.safeParse(one);
    if (!parsed.success) continue;
    const at = parsed.data.at;
    if (judge(liftId, parsed.data)) lines.push(`fault,lift_id=${liftId},code=04 score=50 ${at}`);
    lines.push(
      `lift_state,lift_id=${liftId} speed=${parsed.data.speedMps ?? 0},running=${parsed.data.carStatus === 'running'},seq=${parsed.data.seq ?? 0}i ${at}`,
    );
  }
  if (lines.length >= BATCH_LINES) flush();
};

const broker = await Aedes.createBroker({ concurrency: 1_000 });
broker.on('publish', (packet, client) => {
  if (client) take(packet.topic, packet.payload as Buffer);
});
setInterval(flush, FLUSH_MS);
const server = createServer(broker.handle);
server.listen(0, '127.0.0.1', 4_096, () => {
  const address = server.address();
  process.send?.({ type: 'ready', mqttPort: typeof address === 'object' ? address?.port : 0 });
});
answerUsage(() => ({ readings }));
