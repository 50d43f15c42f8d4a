import { presenceTopic, readingTopic, type ReadingKind } from '@liftwatch/schemas';
import { createBuffer, type Buffer, type Held, type Parcel } from './buffer.ts';
import { createTerminalClock, type TerminalClock } from './clock.ts';
import type { Attachment, Link, Publisher, TerminalIdentity } from './link.ts';

export interface TerminalSpec extends TerminalIdentity {
  /** Readings kept while the broker cannot be reached, count. */
  readonly bufferReadings: number;
  /** Publishes that may be unacknowledged at once, count. */
  readonly windowPublishes: number;
  readonly clockOffsetMs: number;
  /** Called when a connection is up: the next state of each lift tells everything. */
  readonly onConnected: () => void;
}

/** An acquisition and transmission device: one MQTT connection for one lift, or for many behind a gateway. */
export interface Terminal extends TerminalIdentity {
  readonly clock: TerminalClock;
  readonly buffer: Buffer;
  /** A reading that is true at `nowMs`. It is kept until the broker has acknowledged it. */
  report(liftId: string, kind: ReadingKind, at: { nowMs: number; body: object }): void;
  flush(nowMs: number): void;
  /** Power comes back, or somebody pressed the button: a new `boot`, `seq` from 0. What is in flash stays. */
  reboot(): void;
  setPowered(powered: boolean): void;
  setReachable(reachable: boolean): void;
}

/** A reading older than this is backlog and travels in batches. */
const LIVE_MS = 2_000;
const PER_BATCH = 100;

const envelope = (r: Held, sentAt?: number): object =>
  sentAt === undefined || sentAt === r.at
    ? { at: r.at, boot: r.boot, seq: r.seq, ...r.body }
    : { at: r.at, boot: r.boot, seq: r.seq, sentAt, ...r.body };

const payloadOf = (parcel: Parcel, sentAt: number): string => {
  const [first] = parcel.readings;
  return parcel.readings.length === 1 && first
    ? JSON.stringify(envelope(first, sentAt))
    : JSON.stringify({ sentAt, readings: parcel.readings.map((r) => envelope(r)) });
};

export const createTerminal = (spec: TerminalSpec, publisher: Publisher, startAtMs: number): Terminal => {
  const clock = createTerminalClock(spec.clockOffsetMs);
  const buffer = createBuffer(spec.bufferReadings);
  let [bootCount, seq, order, lastMs] = [1, 0, 0, startAtMs];
  let inFlight = 0;
  let [powered, reachable] = [true, true];
  let link: Link | null = null;
  // A run's own, or what is said after the next start would be taken for copies of what was said before it.
  const bootName = (): string => `${spec.terminalId}-${startAtMs.toString(36)}-${bootCount}`;

  const sayOnline = (up: Link): void => {
    const payload = JSON.stringify({ status: 'online', at: clock.read(lastMs) });
    for (const liftId of spec.liftIds) {
      up.send({ topic: presenceTopic(liftId), payload, qos: 1, retain: true }, () => undefined);
    }
  };
  const attachment: Attachment = publisher.attach(spec, {
    up(newLink) {
      link = newLink;
      inFlight = 0;
      sayOnline(newLink);
      spec.onConnected();
    },
    down() {
      link = null;
      buffer.connectionLost();
    },
  });
  const send = (over: Link, parcel: Parcel, sentAt: number): void => {
    inFlight++;
    const topic = readingTopic(parcel.liftId, parcel.kind);
    over.send({ topic, payload: payloadOf(parcel, sentAt), qos: 1, retain: false }, () => {
      if (link === over) inFlight--;
      buffer.acked(parcel);
    });
  };
  return {
    terminalId: spec.terminalId,
    liftIds: spec.liftIds,
    clock,
    buffer,
    report(liftId, kind, { nowMs, body }) {
      if (!powered) return;
      buffer.add({
        order: order++,
        heldSinceMs: nowMs,
        liftId,
        kind,
        at: clock.read(nowMs),
        boot: bootName(),
        seq: seq++,
        body,
      });
    },
    flush(nowMs) {
      lastMs = nowMs;
      if (!link || buffer.unsentCount === 0) return;
      const backlog = nowMs - buffer.oldestUnsentMs > LIVE_MS;
      const parcels = buffer.take(spec.windowPublishes - inFlight, backlog ? PER_BATCH : 1);
      const sentAt = clock.read(nowMs);
      for (const parcel of parcels) send(link, parcel, sentAt);
    },
    reboot() {
      bootCount++;
      seq = 0;
      spec.onConnected();
    },
    setPowered(on) {
      powered = on;
      attachment.setReachable(powered && reachable);
    },
    setReachable(on) {
      reachable = on;
      attachment.setReachable(powered && reachable);
    },
  };
};
