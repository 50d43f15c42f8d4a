import { z } from 'zod';
import type { ReceiptState } from '../outbox/receipts.ts';

/** What a carrier's callback says: of a message (by its own id), of a key pressed in a call, or what a phone wrote. */
export type Report =
  | { readonly is: 'receipt'; readonly carrierId: string; readonly state: ReceiptState }
  | { readonly is: 'key'; readonly carrierId: string; readonly key: string }
  | { readonly is: 'incoming'; readonly from: string; readonly to: string; readonly text: string };

interface Source {
  readonly read: (body: unknown) => readonly Report[] | undefined;
  /** What the carrier wants to hear, or it sends the report again. */
  readonly thanks: object;
}

const list = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]);
const text = z.coerce.string();

/** Alibaba Cloud, SmsReport and SmsUp. */
const aliyunReceipts = list(z.object({ biz_id: text, success: z.union([z.boolean(), z.enum(['true', 'false'])]) }));
const aliyunReplies = list(z.object({ phone_number: text, content: text, dest_code: text.default('') }));
/** Alibaba Cloud, VoiceReport: 200000 = answered. */
const aliyunCalls = list(z.object({ call_id: text, status_code: text, dtmf: text.optional() }));
const tencentReceipts = z.array(z.object({ sid: text, report_status: z.enum(['SUCCESS', 'FAIL']) }));
const tencentReply = z.object({ mobile: text, text, nationcode: text.default('86'), extend: text.default('') });
const tencentCall = z.union([
  z.object({ voiceprompt_callback: z.object({ callid: text, result: text }) }),
  z.object({ voicekey_callback: z.object({ callid: text, keypress: text }) }),
  z.object({ voice_failure_callback: z.object({ callid: text }) }),
]);

const ANSWERED = '200000';

const keyOf = (carrierId: string, key: string | undefined): readonly Report[] =>
  key === undefined || key === '' ? [] : [{ is: 'key', carrierId, key: key.slice(0, 8) }];

const via =
  <T extends z.ZodType>(schema: T, reports: (value: z.infer<T>) => readonly Report[]) =>
  (body: unknown): readonly Report[] | undefined => {
    const parsed = schema.safeParse(body);
    return parsed.success ? reports(parsed.data) : undefined;
  };

const receipt = (carrierId: string, arrived: boolean): Report => ({
  is: 'receipt',
  carrierId,
  state: arrived ? 'delivered' : 'failed',
});

/** Callbacks by carrier and kind, as they stand in the URL. @see the carriers' published callbacks, 2026-11 */
const sources: Readonly<Record<string, Source>> = {
  'aliyun/receipt': {
    read: via(aliyunReceipts, (all) => all.map((one) => receipt(one.biz_id, String(one.success) === 'true'))),
    thanks: { code: 0, msg: 'ok' },
  },
  'aliyun/reply': {
    read: via(aliyunReplies, (all) =>
      all.map((one) => ({ is: 'incoming', from: one.phone_number, to: one.dest_code, text: one.content })),
    ),
    thanks: { code: 0, msg: 'ok' },
  },
  'aliyun/call': {
    read: via(aliyunCalls, (all) =>
      all.flatMap((one) => [receipt(one.call_id, one.status_code === ANSWERED), ...keyOf(one.call_id, one.dtmf)]),
    ),
    thanks: { code: 0, msg: 'ok' },
  },
  'tencent/receipt': {
    read: via(tencentReceipts, (all) => all.map((one) => receipt(one.sid, one.report_status === 'SUCCESS'))),
    thanks: { result: 0, errmsg: 'OK' },
  },
  'tencent/reply': {
    read: via(tencentReply, (one) => [
      { is: 'incoming', from: `+${one.nationcode}${one.mobile}`, to: one.extend, text: one.text },
    ]),
    thanks: { result: 0, errmsg: 'OK' },
  },
  'tencent/call': {
    read: via(tencentCall, (one) => {
      if ('voicekey_callback' in one) return keyOf(one.voicekey_callback.callid, one.voicekey_callback.keypress);
      if ('voice_failure_callback' in one) return [receipt(one.voice_failure_callback.callid, false)];
      return [receipt(one.voiceprompt_callback.callid, one.voiceprompt_callback.result === '0')];
    }),
    thanks: { result: 0, errmsg: 'OK' },
  },
};

/** Reads a callback; undefined: no such source, or a body that is not what the carrier describes. */
export const readReports = (
  source: string,
  body: unknown,
): { readonly reports: readonly Report[]; readonly thanks: object } | undefined => {
  const known = Object.hasOwn(sources, source) ? sources[source] : undefined;
  const reports = known?.read(body);
  return known && reports ? { reports, thanks: known.thanks } : undefined;
};

/** A voice gateway's report of a call of ours. */
export const voiceReport = z.object({
  status: z.enum(['answered', 'failed']).optional(),
  key: z.string().max(8).optional(),
});
