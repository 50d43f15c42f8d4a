import { createServer, connect as dial, type AddressInfo, type Server, type Socket } from 'node:net';
import { parseTopic } from '@liftwatch/schemas';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, it } from 'vitest';
import { createMqttPublisher, defineScenario, runScenario } from '../src/index.ts';
import type { Publisher } from '../src/index.ts';

interface Arrived {
  readonly liftId: string;
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  readonly sentAt: number;
  readonly batched: boolean;
}

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const unpack = (topic: string, text: string): Arrived[] => {
  const parsed = parseTopic(topic);
  if (parsed.type !== 'reading') return [];
  type One = { at: number; boot: string; seq: number; sentAt?: number };
  const value = JSON.parse(text) as One | { sentAt: number; readings: One[] };
  const batched = 'readings' in value;
  const list = batched ? value.readings.map((r) => ({ ...r, sentAt: value.sentAt })) : [value];
  return list.map((r) => ({
    liftId: parsed.liftId,
    boot: r.boot,
    seq: r.seq,
    at: r.at,
    sentAt: r.sentAt ?? r.at,
    batched,
  }));
};

/** A broker that keeps what reached it before it acknowledged. */
const startBroker = async () => {
  const aedes = await Aedes.createBroker();
  const arrived: Arrived[] = [];
  aedes.authorizePublish = (_client, packet, done) => {
    arrived.push(...unpack(packet.topic, packet.payload.toString()));
    done(null);
  };
  const server = createServer((socket) => void aedes.handle(socket));
  const port = await listen(server);
  closers.push(() => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))));
  return { port, arrived };
};

/** A network that breaks on demand, in both directions, in the middle of whatever is on its way. */
const startBreakableNetwork = async (toPort: number) => {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = dial(toPort, '127.0.0.1');
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(a);
      a.on('data', (bytes) => b.write(bytes));
      a.on('error', () => b.destroy());
      a.on('close', () => (sockets.delete(a), b.destroy()));
    }
  });
  const port = await listen(server);
  const setWhole = (to: boolean): void => {
    whole = to;
    if (!to) for (const socket of sockets) socket.destroy();
  };
  closers.push(() => (setWhole(false), new Promise<void>((resolve) => server.close(() => resolve()))));
  return { port, setWhole };
};

const scenario = defineScenario({
  name: 'cut',
  title: { zh: '', en: '' },
  about: '',
  startHour: 8,
  durationS: 400,
  fleet: [
    { prefix: 'gate', count: 4, intensity: 6, gateway: true },
    { prefix: 'alone', count: 2, intensity: 6 },
  ],
});

/** Calls back in virtual time, whatever the speed. */
const at = (publisher: Publisher, startAtMs: number, doings: readonly (readonly [number, () => void])[]): Publisher => {
  const left = [...doings];
  return {
    ...publisher,
    advance(nowMs) {
      publisher.advance(nowMs);
      while (left[0] && nowMs - startAtMs >= left[0][0] * 1000) left.shift()?.[1]();
    },
  };
};

const runThroughCuts = async () => {
  const broker = await startBroker();
  const network = await startBreakableNetwork(broker.port);
  const startAtMs = 1_772_409_600_000;
  const inner = createMqttPublisher({
    url: `mqtt://127.0.0.1:${network.port}`,
    retryMs: 20,
    onTrouble: () => undefined,
  });
  const publisher = at(inner, startAtMs, [
    [60, () => network.setWhole(false)],
    [180, () => network.setWhole(true)],
    [230, () => network.setWhole(false)],
    [231, () => network.setWhole(true)],
  ]);
  await runScenario(scenario, { seed: 9, publisher, speed: 60, startAtMs });
  return broker.arrived;
};

const perStream = (arrived: readonly Arrived[]): Map<string, Arrived[]> =>
  Map.groupBy(arrived, (a) => `${a.liftId}/${a.boot}`);

describe('store and forward over a connection that breaks', () => {
  it('loses nothing, keeps the order of seq in each lift, and sends the backlog in batches', async () => {
    const arrived = await runThroughCuts();
    const byTerminal = Map.groupBy(arrived, (a) => a.boot);
    expect(byTerminal.size).toBe(3);
    for (const [boot, all] of byTerminal) {
      const seen = new Set(all.map((a) => a.seq));
      // Lifts behind a gateway catch up at their own pace, and the run ends while some still do: what follows the
      // newest reading of the slowest lift is in the buffer, not lost.
      const newest = [...Map.groupBy(all, (a) => a.liftId).values()].map((one) => Math.max(...one.map((a) => a.seq)));
      const last = Math.min(...newest);
      const missing = Array.from({ length: last + 1 }, (_, seq) => seq).filter((seq) => !seen.has(seq));
      expect(missing, boot).toEqual([]);
      expect(last).toBeGreaterThan(50);
    }
    for (const stream of perStream(arrived).values()) {
      const first = new Set<number>();
      const fresh = stream.filter((a) => !first.has(a.seq) && first.add(a.seq)).map((a) => a.seq);
      expect(fresh).toEqual([...fresh].sort((a, b) => a - b));
    }
    const backlog = arrived.filter((a) => a.batched);
    expect(backlog.length).toBeGreaterThan(20);
    for (const one of arrived) expect(one.sentAt).toBeGreaterThanOrEqual(one.at);
    const outage = arrived.filter((a) => a.at > 1_772_409_600_000 + 70_000 && a.at < 1_772_409_600_000 + 170_000);
    expect(outage.length).toBeGreaterThan(20);
  });
});
