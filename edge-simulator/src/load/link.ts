import { connect, type Socket } from 'node:net';
import { SimulatorError } from '../errors.ts';
import { connectPacket, createAnswerReader } from './wire.ts';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly terminalId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface LinkEvents {
  readonly acked: (packetId: number) => void;
  /** Once, after the link stood. */
  readonly closed: () => void;
}

const CONNECT_MS = 20_000;
const KEEP_ALIVE_S = 600;
const shared = Buffer.alloc(65_536);

/** Opens a TCP connection and resolves when the broker let the terminal in. @throws {SimulatorError} LIFT_SIMULATOR_LOAD_FAILED */
export const openLink = (options: LinkOptions, events: LinkEvents): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { host, port, terminalId, username, password } = options;
    let stands = false;
    const fail = (what: string, cause?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      const message = `connection ${terminalId} to ${host}:${port} failed: ${what}; check the address and the credentials`;
      reject(new SimulatorError('LIFT_SIMULATOR_LOAD_FAILED', message, { cause }));
    };
    // One buffer for all sockets: it is read out before the next read, and a fresh 64 kB for each 4-byte PUBACK costs more
    // than the publish.
    const onread = {
      buffer: shared,
      callback: (bytes: number): boolean => {
        readAnswers(shared.subarray(0, bytes));
        return true;
      },
    };
    const socket = connect({ host, port, noDelay: true, onread });
    const timer = setTimeout(() => fail(`no CONNACK within ${CONNECT_MS} ms`), CONNECT_MS);
    socket.on('error', (error) => fail(error.message, error));
    socket.on('close', () => (stands ? events.closed() : fail('closed before its CONNACK')));
    socket.on('connect', () =>
      socket.write(connectPacket({ clientId: terminalId, keepAliveS: KEEP_ALIVE_S, username, password })),
    );
    const connected = (returnCode: number): void => {
      clearTimeout(timer);
      if (returnCode !== 0) return fail(`the broker refused it (CONNACK ${returnCode})`);
      stands = true;
      resolve(socket);
    };
    const readAnswers = createAnswerReader({ acked: events.acked, connected });
  });
