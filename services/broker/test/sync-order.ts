import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import mqttPacket from 'mqtt-packet';

/** What strace says of a broker's PUBACKs. Times are places in the trace. */
export interface SyncOrder {
  readonly acks: number;
  /** PUBACKs written before any sync that began after the reading's bytes were written to the log and had ended. */
  readonly uncovered: number;
  readonly syncs: number;
  /** Greatest number of PUBACKs between two syncs: above 1, commits were shared. */
  readonly acksPerSync: number;
}

/** strace's options for {@link readSyncOrder}: every byte of what is read and written. */
export const SYNC_ORDER_OPTIONS = [
  '-f',
  '-xx',
  '-s',
  '262144',
  '-e',
  'trace=fdatasync,fsync,read,write,writev,pwrite64,pwritev,sendmsg,sendto,close',
] as const;

/** A marker that a reading carries twice, so that no page boundary of the file cuts both. */
export const markerOf = (seq: number): string => `k${String(seq).padStart(6, '0')}k`;
const MARKER = /\\x6b((?:\\x3\d){6})\\x6b/g;

const bytesIn = (text: string): Buffer => {
  const hex = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => match[1] ?? '').join('');
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
};

const digitsOf = (hex: string): number => Number(Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString());

/** One direction of one socket. */
const packets = (onPacket: (packet: mqttPacket.Packet) => void) => {
  const parser = mqttPacket.parser();
  let isMqtt = true;
  parser.on('packet', onPacket);
  parser.on('error', () => {
    isMqtt = false;
  });
  return (bytes: Buffer) => void (isMqtt && parser.parse(bytes));
};

class Order {
  readonly writtenAt = new Map<number, { readonly at: number; readonly fd: number }>();
  readonly #sent = new Map<string, number>();
  readonly #syncs: { readonly fd: number; readonly beganAt: number; readonly endedAt: number }[] = [];
  readonly #streams = new Map<string, (bytes: Buffer) => void>();
  acks = 0;
  uncovered = 0;
  acksPerSync = 0;
  #acksSinceSync = 0;
  #now = 0;

  wrote(fd: number, text: string, at: number): void {
    for (const match of text.matchAll(MARKER)) {
      const seq = digitsOf(match[1] ?? '');
      if (!this.writtenAt.has(seq)) this.writtenAt.set(seq, { at, fd });
    }
  }

  synced(fd: number, beganAt: number, endedAt: number): void {
    this.#syncs.push({ fd, beganAt, endedAt });
    this.#acksSinceSync = 0;
  }

  get syncs(): number {
    return this.#syncs.length;
  }

  received(fd: number, bytes: Buffer): void {
    this.#stream(`in ${fd}`, (packet) => {
      if (packet.cmd !== 'publish') return;
      const seq = Number(/k(\d{6})k/.exec(packet.payload.toString())?.[1]);
      this.#sent.set(`${fd} ${packet.messageId}`, seq);
    })(bytes);
  }

  sent(fd: number, bytes: Buffer, at: number): void {
    this.#stream(`out ${fd}`, (packet) => {
      const seq = packet.cmd === 'puback' ? this.#sent.get(`${fd} ${packet.messageId}`) : undefined;
      if (seq !== undefined) this.#acknowledged(seq, this.#now);
    });
    this.#now = at;
    this.#streams.get(`out ${fd}`)?.(bytes);
  }

  /** The number is free for another file or socket: what was read of this one says nothing of that one. */
  closed(fd: number): void {
    this.#streams.delete(`in ${fd}`);
    this.#streams.delete(`out ${fd}`);
  }

  #stream(key: string, onPacket: (packet: mqttPacket.Packet) => void): (bytes: Buffer) => void {
    const known = this.#streams.get(key) ?? packets(onPacket);
    this.#streams.set(key, known);
    return known;
  }

  #acknowledged(seq: number, at: number): void {
    this.acks++;
    this.acksPerSync = Math.max(this.acksPerSync, ++this.#acksSinceSync);
    const written = this.writtenAt.get(seq);
    const isCovered =
      written !== undefined &&
      this.#syncs.some((sync) => sync.fd === written.fd && sync.beganAt > written.at && sync.endedAt < at);
    if (!isCovered) this.uncovered++;
  }
}

const CALL = /^(\d+)\s+(\w+)\((\d+)[,)\s]/;
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>/;

/** Reads a trace made with {@link SYNC_ORDER_OPTIONS}. A call that strace split begins at its first line and ends at its second. */
export const readSyncOrder = async (trace: string): Promise<SyncOrder> => {
  const order = new Order();
  const open = new Map<string, { readonly fd: number; readonly at: number }>();
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(trace, 'latin1') })) {
    at++;
    const resumed = RESUMED.exec(line);
    const [, pid = '', name = '', fdText = ''] = CALL.exec(line) ?? resumed ?? [];
    const begun = resumed ? open.get(pid) : { fd: Number(fdText), at };
    if (!begun || name === '') continue;
    const isUnfinished = line.endsWith('<unfinished ...>');
    if (isUnfinished) open.set(pid, begun);
    const { fd } = begun;
    if (name === 'fdatasync' || name === 'fsync') {
      if (line.endsWith('= 0')) order.synced(fd, begun.at, at);
    } else if (name === 'pwrite64' || name === 'pwritev') order.wrote(fd, line, at);
    else if (name === 'close') order.closed(fd);
    else if (name === 'read') order.received(fd, bytesIn(line));
    else if (!resumed) order.sent(fd, bytesIn(line), at);
  }
  const { acks, uncovered, syncs, acksPerSync } = order;
  return { acks, uncovered, syncs, acksPerSync };
};
