import type { Outcome } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { tencentHeaders, type TencentKey } from './tencent-signature.ts';

export interface TencentOptions {
  /** `https://sms.tencentcloudapi.com` */
  readonly endpoint: string;
  readonly region: string;
  readonly key: () => TencentKey;
  readonly receiptWaitMs: number;
  readonly nowMs: () => number;
}

/** One message's part of an answer: SMS in a set, a call alone. */
interface SendStatus {
  readonly Code?: string;
  readonly Message?: string;
  readonly SerialNo?: string;
  readonly CallId?: string;
}
interface TencentAnswer {
  readonly Response?: {
    readonly Error?: { readonly Code: string; readonly Message: string };
    readonly SendStatusSet?: readonly SendStatus[];
    readonly SendStatus?: SendStatus;
  };
}

/** Codes that name the number or the text: no other attempt with this carrier can succeed. */
const FINAL = [
  /IncorrectPhoneNumber/,
  /PhoneNumberInBlacklist/,
  /TemplateParam/,
  /TemplateParamSet/,
  /ContainSensitiveWord/,
];
const refusedOrLater = (code: string, message: string): Outcome => {
  const reason = `${code} ${message}`.trim().slice(0, 160);
  return FINAL.some((final) => final.test(code)) ? { is: 'refused', reason } : { is: 'later', reason };
};

const outcomeOf = ({ Response: response }: TencentAnswer, receiptWaitMs: number): Outcome => {
  if (response?.Error) return refusedOrLater(response.Error.Code, response.Error.Message);
  const status = response?.SendStatusSet?.[0] ?? response?.SendStatus;
  const carrierId = status?.SerialNo ?? status?.CallId;
  if (carrierId !== undefined && carrierId !== '' && (status?.Code === undefined || status.Code === 'Ok'))
    return { is: 'accepted', carrierId, receiptWaitMs };
  return refusedOrLater(status?.Code ?? 'no status', status?.Message ?? '');
};

/** One call of Tencent Cloud's API 3.0 that sends a message. Never throws. */
export const callTencent = async (
  call: { readonly service: string; readonly action: string; readonly version: string; readonly body: object },
  options: TencentOptions,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { host } = new URL(options.endpoint);
  const body = JSON.stringify(call.body);
  const headers = tencentHeaders({ ...call, host, body, region: options.region }, options.key(), options.nowMs());
  try {
    const response = await fetch(options.endpoint, { method: 'POST', redirect: 'error', headers, body, signal });
    if (!response.ok) {
      await response.body?.cancel();
      const outcome = outcomeOfStatus(response, options.nowMs());
      // This API says what is wrong with a message in its answer; another status is not about the message.
      return outcome.is === 'refused' ? { ...outcome, is: 'later' } : outcome;
    }
    return outcomeOf((await response.json()) as TencentAnswer, options.receiptWaitMs);
  } catch (error) {
    return outcomeOfFailure(error);
  }
};
