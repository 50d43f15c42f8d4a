import type { ContextEntry } from '@liftwatch/schemas';
import type { Attachment, Link, LinkEvents, Outgoing, Publisher, TerminalIdentity } from '../terminal/link.ts';
import { seededRandom } from '../random/seeded.ts';
import { wholeBetween } from '../physics/random.ts';

/** One line of a file that `liftwatch replay` reads. Lines are in the order of `receivedAt`. */
export type ReplayLine =
  | { readonly receivedAt: number; readonly terminal: string; readonly topic: string; readonly payload: unknown }
  | { readonly receivedAt: number; readonly terminal: string; readonly session: 'connected' | 'disconnected' }
  | { readonly receivedAt: number; readonly context: ContextEntry };

export interface Recorder extends Publisher {
  /** Lines that no later line can precede; each is returned once. */
  takeLines(): readonly ReplayLine[];
  context(entry: ContextEntry, nowMs: number): void;
}

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly line: ReplayLine;
}

/** A broken connection is noticed when its keep-alive has run out 1.5 times (MQTT 3.1.1, 3.1.2.10). */
const KEEP_ALIVE_MS = 30_000;
const NOTICED_MS = 1.5 * KEEP_ALIVE_MS;

/** A broker that is only a file: what it would have received, with the delay of a mobile network. */
export const createRecorder = (options: { seed: number; startAtMs: number }): Recorder => {
  let nowMs = options.startAtMs;
  let order = 0;
  let pending: Pending[] = [];
  let acks: { dueMs: number; acked: () => void }[] = [];
  const steps: (() => void)[] = [];
  const put = (dueMs: number, line: ReplayLine): void => void pending.push({ dueMs, order: order++, line });

  const attach = (terminal: TerminalIdentity, events: LinkEvents): Attachment => {
    const random = seededRandom(options.seed, `${terminal.terminalId}/network`);
    const name = terminal.terminalId;
    let [wanted, lastDueMs, noticeAtMs] = [true, 0, Infinity];
    let link: Link | null = null;
    /** TCP keeps the order, so a publish never overtakes the one before. */
    const arrival = (): number => (lastDueMs = Math.max(lastDueMs, nowMs + wholeBetween(random, 20, 90)));
    const session = (atMs: number, change: 'connected' | 'disconnected'): void =>
      put(atMs, { receivedAt: atMs, terminal: name, session: change });
    const send = (own: Link, out: Outgoing, acked: () => void): void => {
      const dueMs = arrival();
      put(dueMs, { receivedAt: dueMs, terminal: name, topic: out.topic, payload: JSON.parse(out.payload) as unknown });
      acks.push({ dueMs: dueMs + 20, acked: () => void (link === own && acked()) });
    };
    const connect = (): void => {
      if (noticeAtMs !== Infinity) session(nowMs, 'disconnected');
      noticeAtMs = Infinity;
      session(arrival(), 'connected');
      const own: Link = { send: (out, acked) => send(own, out, acked) };
      link = own;
      events.up(own);
    };
    steps.push(() => {
      if (wanted && !link) connect();
      if (nowMs < noticeAtMs) return;
      session(noticeAtMs, 'disconnected');
      noticeAtMs = Infinity;
    });
    return {
      setReachable(reachable) {
        wanted = reachable;
        if (reachable || !link) return;
        link = null;
        noticeAtMs = nowMs + NOTICED_MS;
        events.down();
      },
    };
  };
  return {
    attach,
    advance(toMs) {
      nowMs = toMs;
      const due = acks.filter((a) => a.dueMs <= nowMs);
      if (due.length > 0) acks = acks.filter((a) => a.dueMs > nowMs);
      for (const ack of due) ack.acked();
      for (const step of steps) step();
    },
    takeLines() {
      const ready = pending.filter((p) => p.dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
      if (ready.length > 0) pending = pending.filter((p) => p.dueMs > nowMs);
      return ready.map((p) => p.line);
    },
    context: (entry, atMs) => put(atMs, { receivedAt: atMs, context: entry }),
    close: () => Promise.resolve(),
  };
};
