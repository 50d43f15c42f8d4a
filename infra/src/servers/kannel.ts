import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeLoopbackPort } from './loopback-port.ts';
import { type SmsOnTheAir, readOutgoing, toFakeSmscMessage } from './fakesmsc.ts';
import { type KannelPorts, kannelConfig } from './kannel-config.ts';
import { type ServerHome, createServerHome } from './server-home.ts';
import { type ServerProcess, startServerProcess, startWithFreshPorts, waitForOwnListener } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

const FAKE_SMSC = '/usr/lib/kannel/test/fakesmsc';
const USER = 'liftwatch';
const PASSWORD = 'kannel-on-loopback';

export interface IncomingSms {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A real Kannel: bearerbox, smsbox, and fakesmsc as the mobile network behind it. */
export interface RunningKannel {
  /** `http://127.0.0.1:port/cgi-bin/sendsms`; takes `username`, `password`, `to`, `text`, `charset`, `coding`, `dlr-mask`, `dlr-url`. */
  readonly sendSmsUrl: string;
  readonly user: string;
  readonly password: string;
  /** Messages that reached the network, oldest first, parts of a long one rejoined. */
  received(): readonly SmsOnTheAir[];
  waitForSms(matches: (sms: SmsOnTheAir) => boolean, timeoutMs?: number): Promise<SmsOnTheAir>;
  /** The mobile network goes away; the gateway accepts and queues. */
  stopNetwork(): Promise<void>;
  /** The mobile network comes back. */
  startNetwork(): Promise<void>;
  /** A phone sends an SMS; the gateway calls the `incomingUrl` that it was started with. */
  injectIncoming(sms: IncomingSms): Promise<void>;
  /** The whole gateway goes away (SIGTERM) and `restart()` brings it back with what it had queued. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  log(): string;
  close(): Promise<void>;
}

export interface KannelOptions {
  /**
   * Where the gateway reports an incoming SMS (GET), without a query; it adds `from`, `to`, `text`, `coding`, `charset` and `id`.
   * Kannel passes `text` on in the charset that it names: with coding 2 the percent-escapes are the bytes of UTF-16BE, not of UTF-8.
   */
  readonly incomingUrl?: string;
}

interface Gateway {
  readonly bearerbox: ServerProcess;
  readonly smsbox: ServerProcess;
}

const choosePorts = async (): Promise<KannelPorts> => ({
  admin: await freeLoopbackPort(),
  smsbox: await freeLoopbackPort(),
  sendSms: await freeLoopbackPort(),
  smsc: await freeLoopbackPort(),
  incoming: await freeLoopbackPort(),
});

const startGateway = async (home: ServerHome, ports: KannelPorts): Promise<Gateway> => {
  const args = [join(home.dir, 'kannel.conf')];
  const bearerbox = await startServerProcess({ home, name: 'bearerbox', command: 'bearerbox', args });
  try {
    await waitForOwnListener(bearerbox, 'bearerbox', ports.smsbox);
    await waitForOwnListener(bearerbox, 'bearerbox', ports.smsc);
    await waitForOwnListener(bearerbox, 'bearerbox', ports.incoming);
    const smsbox = await startServerProcess({ home, name: 'smsbox', command: 'smsbox', args });
    await waitForOwnListener(smsbox, 'smsbox', ports.sendSms);
    return { bearerbox, smsbox };
  } catch (error) {
    await bearerbox.kill();
    throw error;
  }
};

const stopGateway = async ({ bearerbox, smsbox }: Gateway): Promise<void> => {
  await smsbox.stop();
  await bearerbox.stop();
};

const fakeSmsc = (home: ServerHome, name: string, args: readonly string[]): Promise<ServerProcess> =>
  startServerProcess({ home, name, command: FAKE_SMSC, args: ['-H', '127.0.0.1', ...args] });

const countOf = (log: string, words: string): number => log.split(words).length - 1;

/** Runs a step and returns when bearerbox has written these words once more: it notices its links a moment after they change. */
const untilBearerboxSays = async <T>(bearerbox: ServerProcess, words: string, step: () => Promise<T>): Promise<T> => {
  const before = countOf(bearerbox.log(), words);
  const result = await step();
  await waitUntil(`bearerbox to write "${words}"`, () => countOf(bearerbox.log(), words) > before);
  return result;
};

/** One log over all its lives: what reached the network before it went away stays readable. */
const startNetworkLink = (home: ServerHome, bearerbox: ServerProcess, port: number): Promise<ServerProcess> =>
  untilBearerboxSays(bearerbox, 'Fakesmsc client connected', () =>
    fakeSmsc(home, 'network', ['-r', String(port), '-m', '0', '0 0 text unused']),
  );

const stopNetworkLink = async (bearerbox: ServerProcess, link: ServerProcess): Promise<void> => {
  if (link.running) await untilBearerboxSays(bearerbox, 'EOF from fakesmsc client', () => link.stop());
};

const injectIncoming = async (home: ServerHome, port: number, sms: IncomingSms): Promise<void> => {
  const link = await fakeSmsc(home, 'incoming', ['-r', String(port), '-i', '0.1', '-m', '1', toFakeSmscMessage(sms)]);
  try {
    await waitUntil('fakesmsc to send', () => link.log().includes(`[${link.pid}] [0] INFO: fakesmsc: sent message`));
  } finally {
    await link.stop();
  }
};

const startOnce = async (options: KannelOptions): Promise<RunningKannel> => {
  const home = createServerHome('kannel');
  const ports = await choosePorts();
  mkdirSync(join(home.dir, 'spool'));
  const config = kannelConfig({
    dir: home.dir,
    ports,
    user: USER,
    password: PASSWORD,
    incomingUrl: options.incomingUrl,
  });
  writeFileSync(join(home.dir, 'kannel.conf'), config);
  let gateway: Gateway;
  let network: ServerProcess;
  try {
    gateway = await startGateway(home, ports);
    network = await startNetworkLink(home, gateway.bearerbox, ports.smsc);
  } catch (error) {
    home.remove();
    throw error;
  }
  return {
    sendSmsUrl: `http://127.0.0.1:${ports.sendSms}/cgi-bin/sendsms`,
    user: USER,
    password: PASSWORD,
    received: () => readOutgoing(network.log()),
    waitForSms: (matches, timeoutMs) =>
      waitUntil('an SMS on the network', () => readOutgoing(network.log()).find(matches), timeoutMs),
    stopNetwork: () => stopNetworkLink(gateway.bearerbox, network),
    async startNetwork() {
      await stopNetworkLink(gateway.bearerbox, network);
      network = await startNetworkLink(home, gateway.bearerbox, ports.smsc);
    },
    injectIncoming: (sms) => injectIncoming(home, ports.incoming, sms),
    async stop() {
      await network.stop();
      await stopGateway(gateway);
    },
    async restart() {
      await network.stop();
      await stopGateway(gateway);
      gateway = await startGateway(home, ports);
      network = await startNetworkLink(home, gateway.bearerbox, ports.smsc);
    },
    log: () => `${gateway.bearerbox.log()}\n${gateway.smsbox.log()}`,
    async close() {
      await network.kill();
      await gateway.smsbox.kill();
      await gateway.bearerbox.kill();
      home.remove();
    },
  };
};

/**
 * Starts Debian's Kannel with fakesmsc in a temporary folder on free ports, and returns when it takes messages.
 * @throws LIFT_INFRA_SERVER_MISSING without the packages kannel and kannel-extras
 */
export const startKannel = (options: KannelOptions = {}): Promise<RunningKannel> =>
  startWithFreshPorts(() => startOnce(options));
