import { createHash, createHmac, randomUUID } from 'node:crypto';
import { type DoorAnswer, type DoorRequest, type HttpDoor, json, openHttpDoor } from '../sandbox/http-door.ts';

/** What the double was asked to send: an SMS (`SendSms`) or a call with keys (`IvrCall`). */
export interface AliyunRequest {
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  readonly carrierId: string;
}

/**
 * A double of Alibaba Cloud's SMS and voice API, written from its published description: it checks the V3 signature by itself and
 * answers as the API does. No network and no phone stand behind it; quotas, templates' approval and prices are not modelled.
 */
export interface AliyunDouble {
  readonly url: string;
  received(): readonly AliyunRequest[];
  /** From now on answers with that code (e.g. `isv.BUSINESS_LIMIT_CONTROL`); undefined: `OK`. */
  answerWith(code: string | undefined): void;
  close(): Promise<void>;
}

export interface AliyunDoubleOptions {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** On the loopback address; absent or 0: a free one. */
  readonly port?: number;
  readonly onReceived?: (request: AliyunRequest) => void;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Why a request is not signed as method V3 wants it; undefined: it is. */
const wrongSignature = (request: DoorRequest, options: AliyunDoubleOptions): string | undefined => {
  const given = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? '',
  );
  if (!given) return 'IncompleteSignature';
  const [, credential, names = '', signature] = given;
  if (credential !== options.accessKeyId) return 'InvalidAccessKeyId.NotFound';
  const signed = names.split(';');
  if (!['host', 'x-acs-action', 'x-acs-date', 'x-acs-version'].every((name) => signed.includes(name)))
    return 'IncompleteSignature';
  if (request.headers['x-acs-content-sha256'] !== hex(request.body)) return 'SignatureDoesNotMatch';
  const query = [...request.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .join('&');
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, request.path, query, headers, names, hex(request.body)].join('\n');
  const expected = createHmac('sha256', options.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
    .digest('hex');
  return expected === signature ? undefined : 'SignatureDoesNotMatch';
};

const required: Readonly<Record<string, readonly string[]>> = {
  SendSms: ['PhoneNumbers', 'SignName', 'TemplateCode'],
  IvrCall: ['CalledShowNumber', 'CalledNumber', 'StartCode'],
};

/** Opens the double on a loopback port. */
export const openAliyunDouble = async (options: AliyunDoubleOptions): Promise<AliyunDouble> => {
  const kept: AliyunRequest[] = [];
  let forced: string | undefined;
  const answer = (request: DoorRequest): DoorAnswer => {
    const RequestId = randomUUID().toUpperCase();
    const wrong = wrongSignature(request, options);
    if (wrong !== undefined) return json(403, { Code: wrong, Message: wrong, RequestId });
    const action = String(request.headers['x-acs-action']);
    const query = Object.fromEntries(request.query);
    const missing = required[action]?.find((name) => !query[name]);
    if (required[action] === undefined)
      return json(404, { Code: 'InvalidAction.NotFound', Message: action, RequestId });
    if (missing !== undefined) return json(400, { Code: `Missing${missing}`, Message: missing, RequestId });
    if (forced !== undefined) return json(200, { Code: forced, Message: 'told to answer so', RequestId });
    const carrierId = `${kept.length + 1}^0`;
    const taken = { action, query, carrierId };
    kept.push(taken);
    options.onReceived?.(taken);
    return json(200, {
      Code: 'OK',
      Message: 'OK',
      RequestId,
      ...(action === 'SendSms' ? { BizId: carrierId } : { CallId: carrierId }),
    });
  };
  const door: HttpDoor = await openHttpDoor({ host: '127.0.0.1', port: options.port ?? 0, answer });
  return {
    url: door.url,
    received: () => kept,
    answerWith(code) {
      forced = code;
    },
    close: () => door.close(),
  };
};
