import { createHash, createHmac } from 'node:crypto';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface TencentCall {
  readonly host: string;
  /** `sms`, `vms` */
  readonly service: string;
  readonly action: string;
  readonly version: string;
  readonly region: string;
  readonly body: string;
}

export interface TencentKey {
  readonly secretId: string;
  readonly secretKey: string;
}

/**
 * Headers of a signed call, signature method V3 (TC3-HMAC-SHA256). Pure.
 * @see Tencent Cloud API 3.0, "Signature v3"
 */
export const tencentHeaders = (call: TencentCall, key: TencentKey, nowMs: number): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const date = new Date(nowMs).toISOString().slice(0, 10);
  const type = 'application/json; charset=utf-8';
  const action = call.action.toLowerCase();
  const names = 'content-type;host;x-tc-action';
  const headers = `content-type:${type}\nhost:${call.host}\nx-tc-action:${action}\n`;
  const request = ['POST', '/', '', headers, names, sha256Hex(call.body)].join('\n');
  const scope = `${date}/${call.service}/tc3_request`;
  const toSign = ['TC3-HMAC-SHA256', timestamp, scope, sha256Hex(request)].join('\n');
  const signingKey = hmac(hmac(hmac(`TC3${key.secretKey}`, date), call.service), 'tc3_request');
  const signature = hmac(signingKey, toSign).toString('hex');
  return {
    authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    'content-type': type,
    'x-tc-action': call.action,
    'x-tc-timestamp': timestamp,
    'x-tc-version': call.version,
    'x-tc-region': call.region,
  };
};
