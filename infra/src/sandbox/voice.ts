import { type DoorAnswer, type DoorRequest, json, openHttpDoor } from './http-door.ts';
import { type SandboxCall, type SandboxContext, forgetOldest } from './received.ts';
import { verifyWebhook } from './webhook-signature.ts';

const REPORT_TIMEOUT_MS = 5_000;

/** What becomes of a call that nobody answers by hand: key 1, key 2, or nobody picks up. */
export type CallOutcome = 'accepts' | 'refuses' | 'no-answer';

/**
 * A voice gateway in a box, a double of the contract of `webhook` voice carriers: no telephone network stands behind it, nothing is spoken.
 * It rings, then tells what was pressed; by hand it is pressed with `POST {url}/calls/{id}/keys/{key}` while it rings.
 */
export interface SandboxVoice {
  readonly url: string;
  /** Calls go to `POST {url}/calls`, `GET {url}/received` reads them back. */
  readonly callsUrl: string;
  received(): readonly SandboxCall[];
  /** What becomes of calls from now on, in turn, and how long they ring before. */
  setOutcomes(outcomes: readonly CallOutcome[], ringMs: number): void;
  close(): Promise<void>;
}

export interface SandboxVoiceOptions {
  readonly port: number;
  /** `whsec_` and base64, as Standard Webhooks writes it. */
  readonly secret: string;
}

const keys: Readonly<Record<string, string>> = { accepts: '1', refuses: '2' };

interface CallBody {
  readonly data?: { readonly to?: unknown; readonly text?: unknown; readonly callbackUrl?: unknown };
}

const readCall = (body: string): { to: string; text: string; callbackUrl: string } | undefined => {
  try {
    const { to, text, callbackUrl } = (JSON.parse(body) as CallBody | null)?.data ?? {};
    if (typeof to !== 'string' || typeof text !== 'string' || typeof callbackUrl !== 'string') return undefined;
    return { to, text, callbackUrl };
  } catch {
    return undefined;
  }
};

/** Opens a voice gateway that checks every signature and places a call once per `webhook-id`. Nobody picks up until `setOutcomes`. */
export const openSandboxVoice = async (
  context: SandboxContext,
  options: SandboxVoiceOptions,
): Promise<SandboxVoice> => {
  const kept = new Map<string, SandboxCall>();
  const callbacks = new Map<string, string>();
  const ringing = new Map<string, NodeJS.Timeout>();
  const reports = new Set<Promise<void>>();
  const closing = new AbortController();
  let outcomes: readonly CallOutcome[] = [];
  let ringMs = 0;

  const report = (id: string, body: object): void => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(REPORT_TIMEOUT_MS)]);
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(callbacks.get(id) ?? '', { method: 'POST', headers, body: JSON.stringify(body), signal })
      .then((response) => response.text())
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => reports.delete(sent));
    reports.add(sent);
  };

  /** A call ends once: by hand or by itself. */
  const end = (id: string, key: string | undefined): boolean => {
    const call = kept.get(id);
    if (!call || !ringing.has(id)) return false;
    clearTimeout(ringing.get(id));
    ringing.delete(id);
    kept.set(id, { ...call, key: key ?? null });
    report(id, key === undefined ? { status: 'failed' } : { status: 'answered', key });
    return true;
  };

  const place = (request: DoorRequest): DoorAnswer => {
    const verdict = verifyWebhook(request, options.secret, context.nowMs());
    if (!verdict.valid) return json(401, { error: verdict.reason });
    const { id } = verdict;
    if (kept.has(id)) return json(200, { status: 'already placed' });
    const read = readCall(request.body);
    if (read === undefined) return json(400, { error: 'data.to, data.text and data.callbackUrl are needed' });
    const { callbackUrl, ...said } = read;
    const pressUrl = `${door.url}/calls/${id}/keys`;
    const call: SandboxCall = { kind: 'call', id, ...said, receivedAtMs: context.nowMs(), pressUrl, ringMs };
    const outcome = outcomes[kept.size % Math.max(1, outcomes.length)] ?? 'no-answer';
    kept.set(id, call);
    callbacks.set(id, callbackUrl);
    forgetOldest(kept);
    forgetOldest(callbacks);
    ringing.set(
      id,
      setTimeout(() => end(id, keys[outcome]), ringMs),
    );
    context.onReceived(call);
    return json(202, { status: 'ringing' });
  };

  const answer = (request: DoorRequest): DoorAnswer => {
    if (request.method === 'POST' && request.path === '/calls') return place(request);
    if (request.method === 'GET' && request.path === '/received') return json(200, [...kept.values()]);
    const pressed = /^\/calls\/([^/]+)\/keys\/(\d)$/.exec(request.path);
    if (request.method !== 'POST' || !pressed)
      return json(404, { error: 'POST /calls, POST /calls/{id}/keys/{1|2} or GET /received' });
    const [, id = '', key = ''] = pressed;
    return end(id, key) ? json(200, { status: 'pressed', key }) : json(409, { error: 'no such call is ringing' });
  };

  const door = await openHttpDoor({ host: context.host, port: options.port, answer });
  return {
    url: door.url,
    callsUrl: `${door.url}/calls`,
    received: () => [...kept.values()],
    setOutcomes(next, ms) {
      outcomes = next;
      ringMs = ms;
    },
    async close() {
      for (const timer of ringing.values()) clearTimeout(timer);
      ringing.clear();
      closing.abort();
      await Promise.all(reports);
      await door.close();
    },
  };
};
