import { createHash, createHmac, randomUUID } from 'node:crypto';
import { type DoorAnswer, type DoorRequest, type HttpDoor, json, openHttpDoor } from '../sandbox/http-door.ts';

export interface TencentRequest {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly carrierId: string;
}

/**
 * A double of Tencent Cloud's SMS and voice API (API 3.0), written from its published description: it checks the V3 signature by
 * itself and answers as the API does. No network and no phone stand behind it; quotas and approval are not modelled.
 */
export interface TencentDouble {
  readonly url: string;
  received(): readonly TencentRequest[];
  /** From now on each message is answered with that status code (e.g. `LimitExceeded.PhoneNumberDailyLimit`). */
  answerWith(code: string | undefined): void;
  close(): Promise<void>;
}

export interface TencentDoubleOptions {
  readonly secretId: string;
  readonly secretKey: string;
  /** On the loopback address; absent or 0: a free one. */
  readonly port?: number;
  readonly onReceived?: (request: TencentRequest) => void;
}

const CLOCK_TOLERANCE_S = 300;
const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const wrongSignature = (request: DoorRequest, options: TencentDoubleOptions): string | undefined => {
  const given =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!given) return 'AuthFailure.InvalidAuthorization';
  const [, secretId, date = '', service = '', names = '', signature] = given;
  if (secretId !== options.secretId) return 'AuthFailure.SecretIdNotFound';
  const timestamp = Number(request.headers['x-tc-timestamp']);
  if (!(Math.abs(Date.now() / 1_000 - timestamp) < CLOCK_TOLERANCE_S)) return 'AuthFailure.SignatureExpire';
  if (new Date(timestamp * 1_000).toISOString().slice(0, 10) !== date) return 'AuthFailure.SignatureFailure';
  const headers = names
    .split(';')
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .toLowerCase()}\n`,
    )
    .join('');
  const canonical = [request.method, request.path, '', headers, names, hex(request.body)].join('\n');
  const toSign = ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, hex(canonical)].join('\n');
  const key = mac(mac(mac(`TC3${options.secretKey}`, date), service), 'tc3_request');
  return mac(key, toSign).toString('hex') === signature ? undefined : 'AuthFailure.SignatureFailure';
};

const error = (Code: string): DoorAnswer =>
  json(200, { Response: { Error: { Code, Message: Code }, RequestId: randomUUID() } });

const required: Readonly<Record<string, readonly string[]>> = {
  SendSms: ['PhoneNumberSet', 'SmsSdkAppId', 'TemplateId', 'SignName'],
  SendTts: ['TemplateId', 'CalledNumber', 'VoiceSdkAppid'],
};

const accepted = (action: string, carrierId: string, body: Readonly<Record<string, unknown>>): object =>
  action === 'SendSms'
    ? {
        SendStatusSet: [
          {
            SerialNo: carrierId,
            PhoneNumber: (body['PhoneNumberSet'] as string[])[0],
            Fee: 1,
            SessionContext: body['SessionContext'] ?? '',
            Code: 'Ok',
            Message: 'send success',
            IsoCode: 'CN',
          },
        ],
      }
    : { SendStatus: { CallId: carrierId, SessionContext: body['SessionContext'] ?? '' } };

/** Opens the double on a loopback port. */
export const openTencentDouble = async (options: TencentDoubleOptions): Promise<TencentDouble> => {
  const kept: TencentRequest[] = [];
  let forced: string | undefined;
  const answer = (request: DoorRequest): DoorAnswer => {
    const wrong = wrongSignature(request, options);
    if (wrong !== undefined) return error(wrong);
    const action = String(request.headers['x-tc-action']);
    const body = JSON.parse(request.body) as Record<string, unknown>;
    if (required[action] === undefined) return error('InvalidAction');
    if (required[action].some((name) => body[name] === undefined)) return error('MissingParameter');
    if (forced !== undefined)
      return json(200, {
        Response: {
          SendStatusSet: [{ SerialNo: '', Code: forced, Message: 'told to answer so' }],
          RequestId: randomUUID(),
        },
      });
    const carrierId = `5000:${kept.length + 1}`;
    const taken = { action, body, carrierId };
    kept.push(taken);
    options.onReceived?.(taken);
    return json(200, { Response: { ...accepted(action, carrierId, body), RequestId: randomUUID() } });
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
