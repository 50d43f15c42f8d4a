import { type DoorAnswer, type DoorRequest, json, openHttpDoor } from './http-door.ts';
import { type SandboxContext, type SandboxSms, forgetOldest } from './received.ts';

/** Kannel's delivery report types, as the bits of `dlr-mask`. */
const DELIVERED = 1;
const FAILED = 2;
const SMSC_ACCEPTED = 8;

const REPORT_TIMEOUT_MS = 5_000;

/** What becomes of messages: a receipt of delivery, a receipt of failure, or no receipt ever. */
export type SmsOutcome = 'delivered' | 'failed' | 'no-receipt';

/**
 * An HTTP double of Kannel's `sendsms` with delivery reports. It is a double: no network stands behind it, charsets other than UTF-8
 * and long-message parts are not modelled. The real Kannel is started by `startKannel`.
 */
export interface SandboxSmsc {
  readonly url: string;
  readonly sendSmsUrl: string;
  readonly user: string;
  readonly password: string;
  received(): readonly SandboxSms[];
  setOutcome(outcome: SmsOutcome): void;
  /** A phone sends an SMS: calls `url` (GET) with from, to, text and charset, and returns the status. */
  injectIncoming(
    url: string,
    sms: { readonly from: string; readonly to: string; readonly text: string },
  ): Promise<number>;
  close(): Promise<void>;
}

export interface SandboxSmscOptions {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const reportUrl = (template: string, type: number): string => template.replace(/%d/g, String(type));

/** Opens the double. Reports go out in order, first "accepted", then the outcome, each once. */
export const openSandboxSmsc = async (context: SandboxContext, options: SandboxSmscOptions): Promise<SandboxSmsc> => {
  const kept = new Map<string, SandboxSms>();
  const reports = new Set<Promise<void>>();
  const closing = new AbortController();
  let outcome: SmsOutcome = 'delivered';
  let nextId = 1;

  const report = async (template: string, mask: number): Promise<void> => {
    const final = outcome === 'delivered' ? [DELIVERED] : outcome === 'failed' ? [FAILED] : [];
    for (const type of [SMSC_ACCEPTED, ...final]) {
      if ((mask & type) === 0) continue;
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(REPORT_TIMEOUT_MS)]);
      // Kannel does not repeat a report that the receiver could not take either.
      await fetch(reportUrl(template, type), { signal })
        .then((response) => response.text())
        .catch(() => undefined);
    }
  };

  const send = ({ query }: DoorRequest): DoorAnswer => {
    if (query.get('username') !== options.user || query.get('password') !== options.password) {
      return { status: 403, body: 'Authorization failed for sendsms' };
    }
    const to = query.get('to');
    const text = query.get('text');
    if (!to || text === null) return { status: 400, body: 'Missing receiver number or text, rejected' };
    const id = `sms-${nextId}`;
    nextId += 1;
    const sms: SandboxSms = { kind: 'sms', id, from: query.get('from') ?? '', to, text, receivedAtMs: context.nowMs() };
    kept.set(id, sms);
    forgetOldest(kept);
    context.onReceived(sms);
    const template = query.get('dlr-url');
    if (template !== null) {
      const sent = report(template, Number(query.get('dlr-mask') ?? 0)).finally(() => reports.delete(sent));
      reports.add(sent);
    }
    return { status: 202, body: '0: Accepted for delivery' };
  };

  const answer = (request: DoorRequest): DoorAnswer => {
    if (request.path === '/cgi-bin/sendsms') return send(request);
    if (request.method === 'GET' && request.path === '/received') return json(200, [...kept.values()]);
    return json(404, { error: 'GET /cgi-bin/sendsms or GET /received' });
  };

  const door = await openHttpDoor({ host: context.host, port: options.port, answer });
  return {
    url: door.url,
    sendSmsUrl: `${door.url}/cgi-bin/sendsms`,
    user: options.user,
    password: options.password,
    received: () => [...kept.values()],
    setOutcome(next) {
      outcome = next;
    },
    async injectIncoming(url, sms) {
      const target = new URL(url);
      for (const [name, value] of Object.entries({ ...sms, charset: 'UTF-8' })) target.searchParams.set(name, value);
      const response = await fetch(target, { signal: AbortSignal.timeout(REPORT_TIMEOUT_MS) });
      await response.text();
      return response.status;
    },
    async close() {
      closing.abort();
      await Promise.all(reports);
      await door.close();
    },
  };
};
