import { createServer, type AddressInfo, type Socket } from 'node:net';
import { decodePublish, parseTopic } from '@liftwatch/schemas';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, it } from 'vitest';
import { loadTerminalId, planLoad } from './plan.ts';
import { runLoad } from './run.ts';
import { FIRST_SEQ } from './wire.ts';

const sockets = new Set<Socket>();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startBroker = async (
  accept: (topic: string, text: string, clientId: string) => void,
  answers: (clientId: string) => boolean = () => true,
) => {
  const aedes = await Aedes.createBroker();
  aedes.authorizePublish = (client, packet, done) => {
    accept(packet.topic, packet.payload.toString(), client?.id ?? '');
    if (answers(client?.id ?? '')) done(null);
  };
  const server = createServer((socket) => void aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => aedes.close(() => server.close(() => resolve()))));
  sockets.clear();
  server.on('connection', (socket) => sockets.add(socket));
  return (server.address() as AddressInfo).port;
};

const settings = { host: '127.0.0.1', connections: 7, lifts: 60, seed: 3, drainSeconds: 5, boot: 'testboot' };

describe('the load generator', () => {
  it('publishes valid readings, knows what was acknowledged, and says when its probes were due', async () => {
    const arrived = new Map<string, Set<number>>();
    const refused: string[] = [];
    const port = await startBroker((topic, text, clientId) => {
      const parsed = parseTopic(topic);
      if (parsed.type !== 'reading') return void refused.push(topic);
      const decoded = decodePublish(parsed.kind, text);
      const item = decoded.ok ? decoded.items[0] : undefined;
      if (!item?.ok) return void refused.push(text);
      const { seq = -1, boot } = item.reading.body;
      expect(boot).toBe('testboot');
      arrived.set(clientId, (arrived.get(clientId) ?? new Set()).add(seq));
    });
    const report = await runLoad({
      ...settings,
      port,
      ratePerSecond: 400,
      seconds: 3,
      probesPerSecond: 10,
      passwordOf: () => undefined,
    });
    expect(refused).toEqual([]);
    expect(report).toMatchObject({ scheduled: 1_200, sent: 1_200, acked: 1_200, unacked: 0, connectionsLost: 0 });
    for (const { terminal, acked } of report.terminals) {
      const seen = [...(arrived.get(terminal) ?? [])].sort((a, b) => a - b);
      expect(acked).toEqual([[FIRST_SEQ, FIRST_SEQ + seen.length - 1]]);
    }
    expect(report.probes.length).toBeGreaterThan(5);
    for (const probe of report.probes) expect(arrived.get(probe.terminal)?.has(probe.seq)).toBe(true);
    expect(report.ackP99Ms).toBeGreaterThanOrEqual(report.ackP50Ms);
  });

  it('warms up first: all is sent and counted, and what is measured begins after it', async () => {
    const port = await startBroker(() => undefined);
    let warmAtMs = 0;
    const report = await runLoad({
      ...settings,
      ...{ port, ratePerSecond: 300, seconds: 1, warmUpSeconds: 2, probesPerSecond: 10, passwordOf: () => undefined },
      onWarm: () => (warmAtMs = Date.now()),
    });
    expect(report).toMatchObject({ scheduled: 900, acked: 900 });
    expect(report.warmUpAckP99Ms).toBeGreaterThan(0);
    expect(report.ackP99Ms).toBeGreaterThan(0);
    expect(report.startedAtMs).toBeLessThanOrEqual(warmAtMs);
    for (const { scheduledAtMs } of report.probes) expect(scheduledAtMs).toBeGreaterThanOrEqual(report.startedAtMs);
  });

  it('does not count as acknowledged what the broker never answered', async () => {
    const port = await startBroker(
      () => undefined,
      (clientId) => clientId !== loadTerminalId(2),
    );
    const report = await runLoad({
      ...settings,
      port,
      ratePerSecond: 200,
      seconds: 1,
      probesPerSecond: 0,
      drainSeconds: 0.3,
      passwordOf: () => undefined,
    });
    expect(report.terminals.find((t) => t.terminal === loadTerminalId(2))?.acked).toEqual([]);
    expect(report.unacked).toBeGreaterThan(20);
    expect(report.acked + report.unacked).toBe(report.scheduled);
  });

  it('opens lost connections again and resends: every reading is acknowledged at last', async () => {
    const seen = new Map<string, number>();
    let taken = 0;
    const port = await startBroker(
      (_topic, text, clientId) => {
        const { seq } = JSON.parse(text) as { seq: number };
        seen.set(`${clientId}|${seq}`, (seen.get(`${clientId}|${seq}`) ?? 0) + 1);
        if (++taken % 150 === 0) for (const socket of sockets) socket.destroy();
      },
      // Some publishes are taken and never answered: their sender must send them again.
      () => taken % 40 !== 0,
    );
    const run = { ...settings, port, ratePerSecond: 300, seconds: 2, probesPerSecond: 0, passwordOf: () => undefined };
    const report = await runLoad({ ...run, reconnect: true, prefix: 'again', drainSeconds: 3 });
    const sent = report.terminals.reduce((sum, { acked }) => sum + acked.reduce((n, [a, b]) => n + b - a + 1, 0), 0);
    expect(sent).toBe(report.acked);
    expect(report.acked).toBeGreaterThan(500);
    expect([...seen.values()].some((times) => times > 1)).toBe(true);
    for (const { terminal, acked } of report.terminals) {
      expect(terminal).toMatch(/^again-gateway-/);
      for (const [from, to] of acked)
        for (let seq = from; seq <= to; seq++) expect(seen.has(`${terminal}|${seq}`)).toBe(true);
    }
  });

  it('an untidy network: some twice, some overtaken, none missing', async () => {
    const order = new Map<string, number[]>();
    const port = await startBroker((_topic, text, clientId) => {
      const { seq } = JSON.parse(text) as { seq: number };
      order.set(clientId, [...(order.get(clientId) ?? []), seq]);
    });
    const run = { ...settings, port, ratePerSecond: 600, seconds: 2, probesPerSecond: 0, passwordOf: () => undefined };
    const report = await runLoad({ ...run, repeatedShare: 0.1, overtakenShare: 0.1 });
    expect([report.acked, report.unacked]).toEqual([1_200, 0]);
    const all = [...order.values()];
    const readings = all.reduce((sum, seqs) => sum + new Set(seqs).size, 0);
    const [repeated, overtaken] = [
      all.reduce((sum, seqs) => sum + seqs.length, 0) - readings,
      all.reduce((sum, seqs) => sum + seqs.filter((seq, i) => i > 0 && seq < (seqs[i - 1] ?? 0)).length, 0),
    ];
    expect(readings).toBe(1_200);
    expect(repeated).toBeGreaterThan(60);
    expect(overtaken).toBeGreaterThan(60);
  });

  it('entrapments that fit: each says when it was released; clocks can be set on the way', async () => {
    const times: number[] = [];
    const port = await startBroker((_topic, text) => void times.push((JSON.parse(text) as { at: number }).at));
    const run = { ...settings, lifts: 20, port, ratePerSecond: 40, seconds: 24, probesPerSecond: 1 };
    const startedMs = Date.now();
    const report = await runLoad({
      ...{ ...run, passwordOf: () => undefined, wholeProbes: true },
      clock: { fromS: 12, offsetMs: 86_400_000 },
    });
    expect(report.probes.length).toBeGreaterThan(0);
    for (const { kind, scheduledAtMs, releasedAtMs } of report.probes) {
      expect(kind).toBe('alarm-button');
      expect((releasedAtMs ?? 0) - scheduledAtMs).toBeGreaterThanOrEqual(9_900);
    }
    const ahead = times.filter((at) => at > startedMs + 80_000_000).length;
    expect(ahead / times.length).toBeGreaterThan(0.4);
    expect(ahead / times.length).toBeLessThan(0.6);
  });

  it('plans the same names that it uses, each lift once', () => {
    const { terminals } = planLoad({ connections: 7, lifts: 60 });
    const lifts = terminals.flatMap((t) => t.liftIds);
    expect(new Set(lifts).size).toBe(60);
    expect(terminals[2]?.terminalId).toBe(loadTerminalId(2));
  });
});
