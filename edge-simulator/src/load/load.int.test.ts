import { createServer, type AddressInfo } from 'node:net';
import { decodePublish, parseTopic } from '@liftwatch/schemas';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, it } from 'vitest';
import { loadTerminalId, planLoad } from './plan.ts';
import { runLoad } from './run.ts';
import { FIRST_SEQ } from './wire.ts';

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

  it('plans the same names that it uses, each lift once', () => {
    const { terminals } = planLoad({ connections: 7, lifts: 60 });
    const lifts = terminals.flatMap((t) => t.liftIds);
    expect(new Set(lifts).size).toBe(60);
    expect(terminals[2]?.terminalId).toBe(loadTerminalId(2));
  });
});
