import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import mqttPacket from 'mqtt-packet';

// CPU per QoS 1 reading, one publish per TCP write: node --conditions=liftwatch-dev bench/cost.ts [readings/s] [seconds]
const perSecond = Number(process.argv[2] ?? 8_000);
const seconds = Number(process.argv[3] ?? 8);
const CONNECTIONS = 300;

const measure = async (kind: string) => {
  const child = spawn(
    process.execPath,
    ['--conditions=liftwatch-dev', '--no-warnings', join(import.meta.dirname, 'server.ts'), kind],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const line = async () => String((await once(child.stdout, 'data'))[0]).trim();
  const port = Number(await line());
  const delays: number[] = [];
  let acked = 0;
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, n) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const sentAt = new Map<number, number>();
      const parser = mqttPacket.parser();
      const ready = new Promise<void>((resolve) =>
        parser.on('packet', (packet) => {
          if (packet.cmd === 'connack') return resolve();
          acked++;
          delays.push(performance.now() - (sentAt.get(packet.messageId ?? 0) as number));
        }),
      );
      socket.on('data', (data) => parser.parse(data));
      socket.write(
        mqttPacket.generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          clientId: `c${n}`,
          keepalive: 0,
        }),
      );
      await ready;
      return { socket, sentAt };
    }),
  );
  const cpu = async () => (child.stdin.write('x'), (await line()).split(' ').map(Number));
  let seq = 0;
  const run = async (forMs: number) => {
    const from = performance.now();
    const first = seq;
    while (performance.now() - from < forMs) {
      while (seq - first < ((performance.now() - from) * perSecond) / 1_000) {
        const { socket, sentAt } = sockets[seq % CONNECTIONS] as (typeof sockets)[number];
        const messageId = (Math.floor(seq / CONNECTIONS) % 65_535) + 1;
        const payload = `{"at":${1_700_000_000_000 + seq},"boot":"b","seq":${seq},"floor":"12"}`;
        sentAt.set(messageId, performance.now());
        socket.write(
          mqttPacket.generate({
            cmd: 'publish',
            topic: `lift/v1/L${seq % 3_000}/state`,
            payload,
            qos: 1,
            messageId,
            dup: false,
            retain: false,
          }),
        );
        seq++;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    while (acked < seq && performance.now() - from < forMs + 5_000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return seq - first;
  };
  await run(2_000);
  delays.length = 0;
  const [before = 0] = await cpu();
  const count = await run(seconds * 1_000);
  const [after = 0, rss = 0] = await cpu();
  child.kill();
  for (const { socket } of sockets) socket.destroy();
  delays.sort((a, b) => a - b);
  const at = (share: number) => Math.round((delays[Math.floor(delays.length * share)] ?? 0) * 10) / 10;
  return {
    kind,
    count,
    unacked: seq - acked,
    cpuUsPerReading: Math.round(((after - before) / count) * 10) / 10,
    ackP50Ms: at(0.5),
    ackP99Ms: at(0.99),
    rssMb: Math.round(rss / 1e6),
  };
};

for (const kind of ['stock', 'ours']) process.stdout.write(`${JSON.stringify(await measure(kind))}\n`);
