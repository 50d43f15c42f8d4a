import { type DoorAnswer, type DoorRequest, json, openHttpDoor } from './http-door.ts';
import { type PlatformAlert, type SandboxContext, forgetOldest } from './received.ts';

/** A city's emergency platform in a box: takes CAP 1.2 over HTTP. */
export interface SandboxPlatform {
  readonly url: string;
  /** Alerts go to `POST {url}/cap`, `GET {url}/received` reads them back. */
  readonly capUrl: string;
  received(): readonly PlatformAlert[];
  answerWith(status: number | undefined): void;
  close(): Promise<void>;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescape = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => entities[name] ?? '');

/** Texts of an element, whatever its namespace prefix. Enough to tell alerts apart; validity is the XML schema's business. */
const texts = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<(?:[\\w-]+:)?${element}>([^<]*)</`, 'g'))].map(([, text = '']) =>
    unescape(text.trim()),
  );

const readAlert = (xml: string, receivedAtMs: number): PlatformAlert | undefined => {
  const [identifier] = texts(xml, 'identifier');
  const [sender] = texts(xml, 'sender');
  const [sent] = texts(xml, 'sent');
  const [msgType] = texts(xml, 'msgType');
  if (!identifier || !sender || !sent || !msgType || !xml.includes('urn:oasis:names:tc:emergency:cap:1.2'))
    return undefined;
  return {
    kind: 'platform-alert',
    ...{ identifier, sender, sent, msgType, receivedAtMs, xml },
    references: texts(xml, 'references').flatMap((list) => list.split(/\s+/)),
    event: texts(xml, 'event')[0],
    responseTypes: texts(xml, 'responseType'),
    arrivalCount: 1,
  };
};

/** Opens a platform that keeps alerts and takes effect once per CAP identifier. */
export const openSandboxPlatform = async (
  context: SandboxContext,
  options: { readonly port: number },
): Promise<SandboxPlatform> => {
  const kept = new Map<string, PlatformAlert>();
  let forcedStatus: number | undefined;

  const take = (request: DoorRequest): DoorAnswer => {
    if (forcedStatus !== undefined) return json(forcedStatus, { error: 'told to answer so' });
    const alert = readAlert(request.body, context.nowMs());
    if (alert === undefined)
      return json(400, { error: 'not CAP 1.2: identifier, sender, sent and msgType are needed' });
    const earlier = kept.get(alert.identifier);
    if (earlier !== undefined) {
      kept.set(alert.identifier, { ...earlier, arrivalCount: earlier.arrivalCount + 1 });
      return json(200, { status: 'already received' });
    }
    kept.set(alert.identifier, alert);
    forgetOldest(kept);
    context.onReceived(alert);
    return json(200, { status: 'received' });
  };

  const answer = (request: DoorRequest): DoorAnswer => {
    if (request.method === 'POST' && request.path === '/cap') return take(request);
    if (request.method === 'GET' && request.path === '/received') return json(200, [...kept.values()]);
    return json(404, { error: 'POST /cap or GET /received' });
  };

  const door = await openHttpDoor({ host: context.host, port: options.port, answer });
  return {
    url: door.url,
    capUrl: `${door.url}/cap`,
    received: () => [...kept.values()],
    answerWith(status) {
      forcedStatus = status;
    },
    close: () => door.close(),
  };
};
