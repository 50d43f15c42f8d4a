import { randomUUID } from 'node:crypto';
import type { Outcome } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { aliyunHeaders, canonicalQuery, type AliyunKey } from './aliyun-signature.ts';

export interface AliyunOptions {
  /** `https://dysmsapi.aliyuncs.com` */
  readonly endpoint: string;
  readonly key: () => AliyunKey;
  readonly receiptWaitMs: number;
  readonly nowMs: () => number;
}

interface AliyunAnswer {
  readonly Code?: string;
  readonly Message?: string;
  readonly BizId?: string;
  readonly CallId?: string;
}

/** Codes that name the number or the text: no other attempt with this carrier can succeed. */
const FINAL = [
  /MOBILE_NUMBER_ILLEGAL/,
  /INVALID_PARAMETERS/,
  /PARAM_LENGTH_LIMIT/,
  /BLACK_KEY_CONTROL_LIMIT/,
  /INVALID_JSON_PARAM/,
];

const outcomeOf = (answer: AliyunAnswer, receiptWaitMs: number): Outcome => {
  const carrierId = answer.BizId ?? answer.CallId;
  if (answer.Code === 'OK') return { is: 'accepted', receiptWaitMs, ...(carrierId === undefined ? {} : { carrierId }) };
  const reason = `${answer.Code ?? 'no code'} ${answer.Message ?? ''}`.trim().slice(0, 160);
  return FINAL.some((final) => final.test(answer.Code ?? '')) ? { is: 'refused', reason } : { is: 'later', reason };
};

/** One call of an RPC API of Alibaba Cloud that sends a message. Never throws. */
export const callAliyun = async (
  call: { readonly action: string; readonly version: string; readonly query: Readonly<Record<string, string>> },
  options: AliyunOptions,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { host } = new URL(options.endpoint);
  const headers = aliyunHeaders({ ...call, host, body: '' }, options.key(), {
    nowMs: options.nowMs(),
    nonce: randomUUID(),
  });
  try {
    const url = `${options.endpoint.replace(/\/$/, '')}/?${canonicalQuery(call.query)}`;
    const response = await fetch(url, { method: 'POST', redirect: 'error', headers, signal });
    const text = await response.text();
    if (response.status >= 500 || response.status === 429) return outcomeOfStatus(response, options.nowMs());
    // A key that is wrong (4xx) is ours to put right: `outcomeOf` says "later", unless the code is about the message.
    return outcomeOf(JSON.parse(text) as AliyunAnswer, options.receiptWaitMs);
  } catch (error) {
    return outcomeOfFailure(error);
  }
};
