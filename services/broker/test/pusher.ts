import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';

const PADDING = 'x'.repeat(40);
const hello = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 0 } as const;
const REFUSED_AGAIN_MS = 200;

/** Terminals that hold what is not acknowledged and send it again after each reconnect, as many as TCP takes. */
export class Pusher {
  readonly acked = new Set<number>();
  readonly #port: number;
  readonly #connections: number;
  readonly #inFlight: number;
  readonly #sockets = new Set<Socket>();
  readonly #held: Map<number, number>[] = [];
  #nextSeq = 0;
  #isFinishing = false;
  #isStopped = false;

  /** @param inFlight sent by each connection without an answer */
  constructor(port: number, connections: number, inFlight: number) {
    this.#port = port;
    this.#connections = connections;
    this.#inFlight = inFlight;
  }

  async start(): Promise<void> {
    for (let one = 0; one < this.#connections; one++) {
      this.#held.push(new Map());
      this.#connect(one);
    }
    while (this.acked.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Makes no new readings, resends what is held. Returns how many there are in all. */
  finish(): number {
    this.#isFinishing = true;
    return this.#nextSeq;
  }

  stop(): void {
    this.#isStopped = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(one: number): void {
    if (this.#isStopped) return;
    const socket = connect(this.#port, '127.0.0.1');
    const parser = mqttPacket.parser();
    const held = this.#held[one] as Map<number, number>;
    this.#sockets.add(socket);
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connack' && packet.returnCode === 0) this.#push(socket, held);
      if (packet.cmd !== 'puback') return;
      const seq = held.get(packet.messageId ?? 0);
      if (seq === undefined) return;
      held.delete(packet.messageId ?? 0);
      this.acked.add(seq);
      if (!this.#isFinishing) this.#publish(socket, held, this.#make(held));
    });
    socket.on('data', (data) => parser.parse(data)).on('error', () => undefined);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      setTimeout(() => this.#connect(one), REFUSED_AGAIN_MS);
    });
    socket.write(mqttPacket.generate({ ...hello, clientId: `c${one}` }));
  }

  /** What is held goes out again, and above that as much as may be in flight: more than the broker leaves unanswered. */
  #push(socket: Socket, held: Map<number, number>): void {
    for (const messageId of held.keys()) this.#publish(socket, held, messageId);
    while (!this.#isFinishing && held.size < this.#inFlight) this.#publish(socket, held, this.#make(held));
  }

  #make(held: Map<number, number>): number {
    const seq = this.#nextSeq++;
    let messageId = (seq % 65_535) + 1;
    while (held.has(messageId)) messageId = (messageId % 65_535) + 1;
    held.set(messageId, seq);
    return messageId;
  }

  #publish(socket: Socket, held: Map<number, number>, messageId: number): void {
    const seq = held.get(messageId) as number;
    const payload = JSON.stringify({ at: 1_700_000_000_000 + seq, boot: PADDING, seq, floor: '1' });
    const topic = `lift/v1/L${seq % 500}/state`;
    const packet = { cmd: 'publish', topic, payload, qos: 1, messageId, dup: false, retain: false } as const;
    if (!socket.destroyed) socket.write(mqttPacket.generate(packet));
  }
}
