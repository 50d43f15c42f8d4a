import { type DoorAnswer, type DoorRequest, type HttpDoor, json, openHttpDoor } from './http-door.ts';
import { type FirmMessage, type SandboxContext, forgetOldest } from './received.ts';
import { verifyWebhook } from './webhook-signature.ts';

/** A maintenance firm's system in a box. */
export interface SandboxFirm {
  /** `http://host:port` ; messages go to `POST {url}/webhook`, `GET {url}/received` reads them back. */
  readonly url: string;
  readonly webhookUrl: string;
  received(): readonly FirmMessage[];
  /** From now on every message is answered with that status (e.g. 503); undefined puts it right again. */
  answerWith(status: number | undefined): void;
  close(): Promise<void>;
}

export interface SandboxFirmOptions {
  readonly port: number;
  /** `whsec_` and base64, as Standard Webhooks writes it. */
  readonly secret: string;
}

const parse = (body: string): { payload: unknown } | undefined => {
  try {
    return { payload: JSON.parse(body) as unknown };
  } catch {
    return undefined;
  }
};

/** Opens a firm that checks every signature and takes effect once per `webhook-id`. */
export const openSandboxFirm = async (context: SandboxContext, options: SandboxFirmOptions): Promise<SandboxFirm> => {
  const kept = new Map<string, FirmMessage>();
  let forcedStatus: number | undefined;

  const take = (request: DoorRequest): DoorAnswer => {
    if (forcedStatus !== undefined) return json(forcedStatus, { error: 'told to answer so' });
    const verdict = verifyWebhook(request, options.secret, context.nowMs());
    if (!verdict.valid) return json(401, { error: verdict.reason });
    const earlier = kept.get(verdict.id);
    if (earlier !== undefined) {
      kept.set(verdict.id, { ...earlier, arrivalCount: earlier.arrivalCount + 1 });
      return json(200, { status: 'already received' });
    }
    const parsed = parse(request.body);
    if (parsed === undefined) return json(400, { error: 'the body is not JSON' });
    const message: FirmMessage = {
      kind: 'firm-message',
      id: verdict.id,
      receivedAtMs: context.nowMs(),
      payload: parsed.payload,
      arrivalCount: 1,
    };
    kept.set(verdict.id, message);
    forgetOldest(kept);
    context.onReceived(message);
    return json(200, { status: 'received' });
  };

  const answer = (request: DoorRequest): DoorAnswer => {
    if (request.method === 'POST' && request.path === '/webhook') return take(request);
    if (request.method === 'GET' && request.path === '/received') return json(200, [...kept.values()]);
    return json(404, { error: 'POST /webhook or GET /received' });
  };

  const door: HttpDoor = await openHttpDoor({ host: context.host, port: options.port, answer });
  return {
    url: door.url,
    webhookUrl: `${door.url}/webhook`,
    received: () => [...kept.values()],
    answerWith(status) {
      forcedStatus = status;
    },
    close: () => door.close(),
  };
};
