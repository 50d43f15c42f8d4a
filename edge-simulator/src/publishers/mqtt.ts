import { connect, type MqttClient } from 'mqtt';
import { presenceTopic } from '@liftwatch/schemas';
import type { Attachment, Link, LinkEvents, Publisher, TerminalIdentity } from '../terminal/link.ts';

export interface Credential {
  readonly username: string;
  readonly password: string;
}

export interface MqttPublisherOptions {
  /** `mqtt://host:port`, `mqtts://...` */
  readonly url: string;
  /** What a terminal logs in with; absent or undefined: anonymous. */
  readonly credentialOf?: ((terminalId: string) => Credential | undefined) | undefined;
  readonly keepAliveS?: number;
  /** First wait before connecting again, ms; doubles up to 30 s. */
  readonly retryMs?: number;
  /** A connection could not be made or was lost; the terminal tries again by itself. */
  readonly onTrouble?: (terminalId: string, error: Error) => void;
  /** Something the broker said on a lift's `errors` topic is not listened to by default. */
  readonly ca?: string | Buffer;
}

interface Line extends Attachment {
  close(): Promise<void>;
}

const RETRY_MAX_MS = 30_000;
const CLOSE_MS = 2_000;

const endClient = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(() => {
      client.end(true);
      resolve();
    }, CLOSE_MS);
    client.end(false, {}, () => {
      clearTimeout(late);
      resolve();
    });
  });

const newClient = (options: MqttPublisherOptions, { terminalId, liftIds }: TerminalIdentity): MqttClient => {
  const credential = options.credentialOf?.(terminalId);
  const [firstLift] = liftIds;
  return connect(options.url, {
    clientId: terminalId,
    clean: true,
    keepalive: options.keepAliveS ?? 30,
    // We keep what was not acknowledged ourselves, so that a resend carries its own `sentAt`.
    reconnectPeriod: 0,
    protocolVersion: 4,
    ...(credential && { username: credential.username, password: credential.password }),
    ...(options.ca !== undefined && { ca: options.ca }),
    ...(firstLift !== undefined && {
      will: {
        topic: presenceTopic(firstLift),
        payload: Buffer.from('{"status":"offline"}'),
        qos: 1 as const,
        retain: true,
      },
    }),
  });
};

const openLine = (terminal: TerminalIdentity, events: LinkEvents, options: MqttPublisherOptions): Line => {
  const firstRetryMs = options.retryMs ?? 500;
  let [wanted, retryMs] = [true, firstRetryMs];
  let client: MqttClient | null = null;
  let retry: NodeJS.Timeout | null = null;

  const dial = (): void => {
    retry = null;
    const own = newClient(options, terminal);
    let up = false;
    client = own;
    own.on('connect', () => {
      if (client !== own) return;
      up = true;
      retryMs = firstRetryMs;
      const link: Link = {
        send(out, acked) {
          own.publish(out.topic, out.payload, { qos: out.qos, retain: out.retain }, (error) => {
            if (!error && client === own && up) acked();
          });
        },
      };
      events.up(link);
    });
    own.on('error', (error) => options.onTrouble?.(terminal.terminalId, error));
    own.on('close', () => {
      if (client !== own) return;
      client = null;
      own.end(true);
      if (up) events.down();
      up = false;
      if (wanted) again();
    });
  };
  const again = (): void => {
    retry = setTimeout(dial, retryMs);
    retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
  };
  dial();
  return {
    setReachable(reachable) {
      if (reachable === wanted) return;
      wanted = reachable;
      retryMs = firstRetryMs;
      if (reachable) {
        if (!client && !retry) dial();
        return;
      }
      if (retry) clearTimeout(retry);
      retry = null;
      // No DISCONNECT: the broker sees a network that broke.
      client?.stream.destroy();
    },
    async close() {
      wanted = false;
      if (retry) clearTimeout(retry);
      const last = client;
      client = null;
      if (last) await endClient(last);
    },
  };
};

/** Mock lifts as real MQTT clients, one connection per terminal. Connects, and connects again, by itself. */
export const createMqttPublisher = (options: MqttPublisherOptions): Publisher => {
  const lines: Line[] = [];
  return {
    attach(terminal, events) {
      const line = openLine(terminal, events, options);
      lines.push(line);
      return line;
    },
    advance: () => undefined,
    close: async () => {
      await Promise.all(lines.map((line) => line.close()));
    },
  };
};
