import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedLine, ReceiverChannel, TruthOf } from './format.ts';
import { readCap, readSms, readWebhook } from './messages.ts';

/** How a receiver behaves. */
export type Mood = 'well' | 'refuses' | 'hangs';

type Told = Pick<ReceivedLine, 'channel' | 'liftId' | 'kind' | 'notice' | 'key'>;

/** The SMS gateway behind the receivers, and what its network saw. */
export interface SmsGateway {
  readonly sendSmsUrl: string;
  received(): readonly { readonly to: string; readonly text: string }[];
}

export interface Receivers {
  readonly webhookUrl: string;
  readonly capUrl: string;
  readonly sendSmsUrl: string;
  setMood(channel: 'webhook' | 'cap', mood: Mood): void;
  /** Receipts of the gateway are given on late and in any order. */
  shuffleReceipts(on: boolean): void;
  /**
   * The next alarm about people on that channel is logged and not answered. Resolves when it is there; its `letGo` ends the
   * connection without an answer.
   */
  holdNext(channel: ReceiverChannel): Promise<Told & { letGo(): void }>;
  /** For controls: the next alarm about people is answered and never logged, or logged twice as if it had come twice. */
  sabotageNext(how: 'swallow' | 'double'): void;
  useGateway(gateway: SmsGateway | undefined): void;
  close(): Promise<void>;
}

type CutCause = TruthOf<'cut'>['cause'];

export interface ReceiverEvents {
  readonly received: (line: ReceivedLine) => void;
  /** A message was taken and its sender never learnt of it, or (`crossed`) may not have written it down. */
  readonly cut: (told: Told, cause: CutCause) => void;
  readonly trouble: (error: unknown) => void;
}

const LOOK_EVERY_MS = 50;
const SHUFFLED_MOST_MS = 3_000;
const REFUSAL = 500;

/** What became of an answer: it reached a sender that lived on, one that ended just after, or none. */
type Answered = 'well' | 'crossed' | 'never';

interface Exchange {
  readonly told: Told;
  readonly answered: Promise<Answered>;
  readonly answer: { readonly status: number; readonly body: string };
}

const ends = new WeakMap<Socket, Promise<true>>();
const goneOf = (socket: Socket): Promise<true> => {
  const known = ends.get(socket) ?? new Promise<true>((resolve) => void socket.once('close', () => resolve(true)));
  ends.set(socket, known);
  return known;
};

/** A sender whose connection ends so shortly after an answer may not have written it down. */
const CROSSED_MS = 300;

/**
 * What became of an answer. Asked as the request comes in: its sender may die at any time. One that keeps
 * connections open, as dispatch does, ends none so shortly after an answer while it lives.
 */
const outcomeOf = async (request: IncomingMessage, response: ServerResponse): Promise<Answered> => {
  const { socket } = request;
  const gone = goneOf(socket);
  const answered = await new Promise<boolean>((resolve) => {
    response.once('finish', () => resolve(true));
    response.once('close', () => resolve(false));
  });
  if (!answered) return 'never';
  return (await Promise.race([gone, sleep(CROSSED_MS, false, { ref: false })])) ? 'crossed' : 'well';
};

const createState = () => ({
  moods: { webhook: 'well', cap: 'well' } as Record<'webhook' | 'cap', Mood>,
  holds: new Map<ReceiverChannel, (held: Told & { letGo(): void }) => void>(),
  sabotage: undefined as 'swallow' | 'double' | undefined,
  shuffles: false,
  gateway: undefined as SmsGateway | undefined,
  seenSms: 0,
});
type State = ReturnType<typeof createState>;

const isPeopleAlarm = ({ kind, notice }: Told): boolean => kind === 'entrapment' && notice === 'alarm';

/** Answers, or not, as the receiver's mood and the harness want it; tells of cuts. */
const answerAs = async (
  { told, answer, answered }: Exchange,
  response: ServerResponse,
  own: { state: State; events: ReceiverEvents },
): Promise<void> => {
  const { state, events } = own;
  const mood = told.channel === 'sms' ? 'well' : state.moods[told.channel];
  const hold = isPeopleAlarm(told) ? state.holds.get(told.channel) : undefined;
  const log = (status: number | null): void => {
    if (told.channel !== 'sms') events.received({ atMs: Date.now(), ...told, status });
  };
  if (hold && mood === 'well') {
    state.holds.delete(told.channel);
    log(null);
    events.cut(told, 'held');
    return hold({ ...told, letGo: () => response.destroy() });
  }
  if (mood === 'hangs') {
    log(null);
    await answered;
    return events.cut(told, 'no-answer');
  }
  if (mood === 'refuses') {
    log(REFUSAL);
    response.writeHead(REFUSAL).end();
    return;
  }
  const sabotage = told.channel === 'webhook' && isPeopleAlarm(told) ? state.sabotage : undefined;
  if (sabotage) state.sabotage = undefined;
  if (sabotage !== 'swallow') log(answer.status);
  if (sabotage === 'double') log(answer.status);
  response.writeHead(answer.status).end(answer.body);
  const outcome = await answered;
  if (outcome !== 'well') events.cut(told, outcome === 'never' ? 'sender-died' : 'crossed');
};

const gatewayUrl = (gateway: SmsGateway, query: URLSearchParams, ownUrl: string): URL => {
  const url = new URL(gateway.sendSmsUrl);
  for (const [name, value] of query) url.searchParams.set(name, value);
  const receipts = query.get('dlr-url');
  if (receipts !== null)
    url.searchParams.set('dlr-url', `${ownUrl}/dlr?type=%d&to=${Buffer.from(receipts).toString('base64url')}`);
  return url;
};

const exchangeOf = async (request: IncomingMessage, url: URL, own: { state: State; ownUrl: string }) => {
  const taken = { status: 200, body: '{"status":"received"}' };
  if (url.pathname === '/webhook') {
    const told = readWebhook(await text(request), String(request.headers['webhook-id']));
    return told && { told: { channel: 'webhook', ...told } as const, answer: taken };
  }
  if (url.pathname === '/cap')
    return { told: { channel: 'cap', ...readCap(await text(request)) } as const, answer: taken };
  if (url.pathname !== '/cgi-bin/sendsms') return undefined;
  const told = readSms(url.searchParams.get('text') ?? '');
  if (!told || !own.state.gateway) return undefined;
  // Whatever becomes of the sender, the gateway has it from here on.
  const response = await fetch(gatewayUrl(own.state.gateway, url.searchParams, own.ownUrl));
  const { possiblyRepeated: _mark, ...of } = told;
  return { told: { channel: 'sms', ...of } as const, answer: { status: response.status, body: await response.text() } };
};

/** A receipt goes on to dispatch; one that finds nobody is lost, as the gateway's own would be. */
const passReceipt = async (url: URL, state: State, random: () => number): Promise<void> => {
  const template = Buffer.from(url.searchParams.get('to') ?? '', 'base64url').toString();
  if (state.shuffles) await sleep(random() * SHUFFLED_MOST_MS);
  const target = template.replaceAll('%d', url.searchParams.get('type') ?? '');
  const response = await fetch(target, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  await response?.arrayBuffer();
};

const lookAtPhones = (state: State, events: ReceiverEvents): void => {
  const all = state.gateway?.received() ?? [];
  for (const sms of all.slice(state.seenSms)) {
    const told = readSms(sms.text);
    const at = { atMs: Date.now(), channel: 'sms', to: sms.to.slice(-4), text: sms.text } as const;
    events.received({ ...at, ...(told ?? { liftId: 'unreadable', kind: 'unreadable', notice: 'unreadable' }) });
  }
  state.seenSms = all.length;
};

/** The firm's webhook, the emergency platform, and the way to the SMS gateway: logs what arrives and misbehaves when told to. */
export const startReceivers = async (events: ReceiverEvents, random: () => number): Promise<Receivers> => {
  const state = createState();
  const server = createServer((request, response) => void serve(request, response).catch(events.trouble));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ownUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', ownUrl);
    if (url.pathname === '/dlr') {
      response.end();
      return passReceipt(url, state, random);
    }
    const answered = outcomeOf(request, response);
    const exchange = await exchangeOf(request, url, { state, ownUrl });
    if (exchange) return answerAs({ ...exchange, answered }, response, { state, events });
    response.writeHead(400).end('not a message');
  };
  const timer = setInterval(() => lookAtPhones(state, events), LOOK_EVERY_MS);
  return {
    webhookUrl: `${ownUrl}/webhook`,
    capUrl: `${ownUrl}/cap`,
    sendSmsUrl: `${ownUrl}/cgi-bin/sendsms`,
    setMood(channel, mood) {
      state.moods[channel] = mood;
    },
    shuffleReceipts(on) {
      state.shuffles = on;
    },
    holdNext: (channel) => new Promise((resolve) => state.holds.set(channel, resolve)),
    sabotageNext(how) {
      state.sabotage = how;
    },
    useGateway(gateway) {
      if (state.gateway) lookAtPhones(state, events);
      state.gateway = gateway;
      state.seenSms = 0;
    },
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
