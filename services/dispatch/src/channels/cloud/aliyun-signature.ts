import { createHash, createHmac } from 'node:crypto';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 3986: what encodeURIComponent leaves, but for `!'()*`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export interface AliyunCall {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AliyunKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** `a=1&b=2`, sorted by name, as it is sent and signed. */
export const canonicalQuery = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');

/**
 * Headers of a signed call, signature method V3 (ACS3-HMAC-SHA256). Pure: time and nonce come from outside.
 * @see Alibaba Cloud, "Request syntax and signature method V3"
 */
export const aliyunHeaders = (
  call: AliyunCall,
  key: AliyunKey,
  once: { readonly nowMs: number; readonly nonce: string },
): Readonly<Record<string, string>> => {
  const signed: Record<string, string> = {
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': sha256Hex(call.body),
    'x-acs-date': new Date(once.nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': once.nonce,
    'x-acs-version': call.version,
  };
  const names = Object.keys(signed).sort();
  const headers = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const request = ['POST', '/', canonicalQuery(call.query), headers, names.join(';'), sha256Hex(call.body)].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256Hex(request)}`)
    .digest('hex');
  const { host: _host, ...sent } = signed;
  return {
    ...sent,
    authorization: `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
};
