import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  readBind,
  readMessage,
  readPdus,
  RESPONSE,
  smppCommands,
  UCS2,
  writeMessage,
  writePdu,
  type SmppPdu,
} from './smpp-pdu.ts';

/** One message that was submitted. */
export interface SmppRequest {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly carrierId: string;
}

/**
 * A double of an SMSC that speaks SMPP 3.4, written from the published specification with code of its own: binds with a name and a
 * password, takes messages, reports each delivered at once, and brings what a phone writes. No network and no phone stand behind it.
 */
export interface SmppDouble {
  readonly port: number;
  received(): readonly SmppRequest[];
  /** Binds with a wrong name or password. */
  refusedCount(): number;
  /** What a phone writes, brought to whoever is bound; false: nobody is. */
  reply(from: string, text: string): boolean;
  close(): Promise<void>;
}

export interface SmppDoubleOptions {
  readonly systemId: string;
  readonly password: string;
  readonly port?: number;
  readonly onReceived?: (request: SmppRequest) => void;
}

/** command_status: no such command, wrong password, bind failed. @see SMPP 3.4, 5.1.3 */
const status = { ok: 0, notBound: 0x04, invalidCommand: 0x03, wrongPassword: 0x0e } as const;
const RECEIPT_CLASS = 0x04;
const bindings: ReadonlySet<number> = new Set([
  smppCommands.bindReceiver,
  smppCommands.bindTransmitter,
  smppCommands.bindTransceiver,
]);
const OUR_NUMBER = '10690000';

const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'latin1');

type Keep = (message: Omit<SmppRequest, 'carrierId'>) => SmppRequest;

/** One connection: what it may do depends on whether it has bound. */
class Link {
  isBound = false;
  readonly #socket: Socket;
  readonly #options: SmppDoubleOptions;
  readonly #keep: Keep;
  readonly #onRefused: () => void;
  #sequence = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(
    socket: Socket,
    options: SmppDoubleOptions,
    on: { readonly message: Keep; readonly refused: () => void },
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#keep = on.message;
    this.#onRefused = on.refused;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => this.#read(bytes));
  }

  deliver(message: { readonly from: string; readonly to: string; readonly text: string }, isReceipt: boolean): void {
    this.#sequence += 1;
    const how = isReceipt ? { esmClass: RECEIPT_CLASS, coding: 0 } : { esmClass: 0, coding: UCS2 };
    const body = writeMessage({ ...message, ...how });
    this.#socket.write(writePdu({ command: smppCommands.deliver, status: status.ok, sequence: this.#sequence, body }));
  }

  #read(bytes: Buffer): void {
    try {
      const { pdus, rest } = readPdus(Buffer.concat([this.#rest, bytes]));
      this.#rest = rest;
      for (const pdu of pdus) this.#take(pdu);
    } catch {
      this.#socket.destroy();
    }
  }

  #answer({ command, sequence }: SmppPdu, code: number, body: Buffer = Buffer.alloc(0)): void {
    this.#socket.write(writePdu({ command: command | RESPONSE, status: code, sequence, body }));
  }

  #take(pdu: SmppPdu): void {
    const { command } = pdu;
    if (command >= RESPONSE) return;
    if (bindings.has(command)) return this.#bind(pdu);
    if (command === smppCommands.enquire) return this.#answer(pdu, status.ok);
    if (command === smppCommands.unbind) {
      this.isBound = false;
      this.#answer(pdu, status.ok);
      return void this.#socket.end();
    }
    if (command !== smppCommands.submit) return this.#answer(pdu, status.invalidCommand);
    if (!this.isBound) return this.#answer(pdu, status.notBound);
    this.#submit(pdu);
  }

  #bind(pdu: SmppPdu): void {
    const { systemId, password } = readBind(pdu.body);
    this.isBound = systemId === this.#options.systemId && password === this.#options.password;
    if (!this.isBound) this.#onRefused();
    this.#answer(pdu, this.isBound ? status.ok : status.wrongPassword, text('sandbox'));
  }

  #submit(pdu: SmppPdu): void {
    const { from, to, text: said, wantsReceipt } = readMessage(pdu.body);
    const { carrierId } = this.#keep({ from, to, text: said });
    this.#answer(pdu, status.ok, text(carrierId));
    if (!wantsReceipt) return;
    const receipt = `id:${carrierId} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`;
    this.deliver({ from: to, to: from, text: receipt }, true);
  }
}

/** Opens the double on a loopback port, a free one unless it is named. */
export const openSmppDouble = async (options: SmppDoubleOptions): Promise<SmppDouble> => {
  const kept: SmppRequest[] = [];
  const links = new Map<Socket, Link>();
  let refused = 0;
  const keep: Keep = (message) => {
    const request = { ...message, carrierId: `m${kept.length + 1}` };
    kept.push(request);
    options.onReceived?.(request);
    return request;
  };
  const server: Server = createServer((socket) => {
    links.set(socket, new Link(socket, options, { message: keep, refused: () => (refused += 1) }));
    socket.once('close', () => links.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    received: () => kept,
    refusedCount: () => refused,
    reply(from, said) {
      const link = [...links.values()].find((one) => one.isBound);
      link?.deliver({ from, to: OUR_NUMBER, text: said }, false);
      return link !== undefined;
    },
    async close() {
      for (const socket of links.keys()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
