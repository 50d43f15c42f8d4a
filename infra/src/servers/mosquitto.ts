import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { InfraError } from '../errors.ts';
import { findCommand } from './catalogue.ts';
import { waitUntil } from './wait-until.ts';

const CLIENT_TIMEOUT_MS = 20_000;

export interface MosquittoBroker {
  readonly port: number;
  readonly host?: string;
  readonly clientId?: string;
  readonly username?: string;
  readonly password?: string;
}

export interface MosquittoPublish extends MosquittoBroker {
  readonly topic: string;
  readonly message: string;
  /** 0, 1 or 2; 1 when left out, as terminals do. */
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
}

/** How the command ended. `exitCode` 0 at QoS 1 means that the PUBACK came. */
export interface MosquittoResult {
  readonly exitCode: number;
  readonly output: string;
}

const requireCommand = (command: string): string => {
  const path = findCommand(command);
  if (path !== undefined) return path;
  throw new InfraError(
    'LIFT_INFRA_SERVER_MISSING',
    `${command} is not installed; install the Debian package mosquitto-clients`,
  );
};

const brokerArguments = (broker: MosquittoBroker): readonly string[] => [
  ...['-h', broker.host ?? '127.0.0.1', '-p', String(broker.port), '-V', 'mqttv311'],
  ...(broker.clientId === undefined ? [] : ['-i', broker.clientId]),
  ...(broker.username === undefined ? [] : ['-u', broker.username]),
  ...(broker.password === undefined ? [] : ['-P', broker.password]),
];

/** Publishes once with Debian's mosquitto_pub and returns how that ended. @throws LIFT_INFRA_SERVER_MISSING */
export const mosquittoPub = (publish: MosquittoPublish): Promise<MosquittoResult> => {
  const path = requireCommand('mosquitto_pub');
  const { topic, message, qos = 1, retain = false } = publish;
  const args = [...brokerArguments(publish), '-t', topic, '-m', message, '-q', String(qos), ...(retain ? ['-r'] : [])];
  return new Promise((resolve) => {
    execFile(path, args, { timeout: CLIENT_TIMEOUT_MS }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, output: stdout + stderr });
    });
  });
};

export interface MosquittoSubscription {
  /** What has arrived so far. */
  readonly messages: readonly { readonly topic: string; readonly payload: string }[];
  waitFor(
    matches: (message: { topic: string; payload: string }) => boolean,
    timeoutMs?: number,
  ): Promise<{ topic: string; payload: string }>;
  close(): Promise<void>;
}

export interface MosquittoSubscribe extends MosquittoBroker {
  readonly topics: readonly string[];
  readonly qos?: 0 | 1 | 2;
}

/**
 * Subscribes with Debian's mosquitto_sub and returns once the broker has confirmed the subscription.
 * Each message is one line `topic<TAB>payload in hex`, so that a payload with line breaks arrives whole.
 * @throws LIFT_INFRA_SERVER_MISSING
 */
export const mosquittoSub = async (subscribe: MosquittoSubscribe): Promise<MosquittoSubscription> => {
  const topics = subscribe.topics.flatMap((topic) => ['-t', topic]);
  const args = [...brokerArguments(subscribe), ...topics, '-q', String(subscribe.qos ?? 1), '-d', '-F', '=>\t%t\t%x'];
  // Into a pipe mosquitto_sub writes in blocks: without stdbuf the confirmation would stay in its buffer.
  const command = ['-oL', requireCommand('mosquitto_sub'), ...args];
  const child = spawn('stdbuf', command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const messages: { topic: string; payload: string }[] = [];
  let text = '';
  let confirmed = false;
  const take = (chunk: string): void => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes('Subscribed (mid')) confirmed = true;
      const [mark, topic, hex] = line.split('\t');
      if (mark === '=>' && topic !== undefined)
        messages.push({ topic, payload: Buffer.from(hex ?? '', 'hex').toString('utf8') });
    }
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  try {
    await waitUntil('the broker to confirm the subscription', () => confirmed);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    messages,
    waitFor: (matches, timeoutMs) => waitUntil('a message', () => messages.find(matches), timeoutMs),
    close,
  };
};
