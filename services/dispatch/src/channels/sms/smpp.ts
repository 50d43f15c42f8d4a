import type { Pdu } from 'smpp';
import type { Outcome } from '../channel.ts';
import type { ReceiptState } from '../../outbox/receipts.ts';
import type { Carrier } from '../carriers.ts';
import { openSmppLink, type SmppAccount } from './smpp-session.ts';
import { smsText } from './sms-text.ts';

export interface IncomingSms {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

const UCS2 = 8;
const RECEIPT_REQUESTED = 1;
/** esm_class bits 5-2: 0001 = delivery receipt. @see SMPP 3.4, 5.2.12 */
const TYPE_MASK = 0x3c;
const TYPE_RECEIPT = 0x04;

/** Names the message itself: wrong length (0x01), wrong destination (0x0b, 0x50, 0x51). No other attempt can succeed. */
const FINAL: ReadonlySet<number> = new Set([0x01, 0x0b, 0x50, 0x51]);

/** message_state, SMPP 3.4, 5.2.28; and `stat:` of the receipt's text, appendix B. */
const stateByNumber: Readonly<Record<number, ReceiptState>> = {
  2: 'delivered',
  3: 'failed',
  4: 'failed',
  5: 'failed',
  6: 'accepted',
  8: 'failed',
};
const stateByWord: Readonly<Record<string, ReceiptState>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  ACCEPTD: 'accepted',
  REJECTD: 'failed',
};

const textOf = (pdu: Pdu): string => {
  const payload = pdu.message_payload;
  const inPayload = typeof payload === 'object' && payload !== null && 'message' in payload ? payload.message : payload;
  const value = pdu.short_message?.message;
  const text = value === undefined || value.length === 0 ? inPayload : value;
  return typeof text === 'string' ? text : Buffer.isBuffer(text) ? text.toString('latin1') : '';
};

/** What a deliver_sm says: of one of our messages, or from a phone. */
export const readDeliver = (
  pdu: Pdu,
):
  | { readonly is: 'receipt'; readonly carrierId: string; readonly state: ReceiptState | undefined }
  | ({ readonly is: 'incoming' } & IncomingSms) => {
  const text = textOf(pdu);
  if (((pdu.esm_class ?? 0) & TYPE_MASK) !== TYPE_RECEIPT)
    return { is: 'incoming', from: pdu.source_addr ?? '', to: pdu.destination_addr ?? '', text };
  const carrierId = pdu.receipted_message_id ?? /\bid:(\S+)/.exec(text)?.[1] ?? '';
  const word = /\bstat:(\w+)/.exec(text)?.[1] ?? '';
  const state = pdu.message_state === undefined ? stateByWord[word] : stateByNumber[pdu.message_state];
  return { is: 'receipt', carrierId: carrierId.replace(/\0+$/, ''), state };
};

const outcomeOf = (pdu: Pdu | undefined, receiptWaitMs: number): Outcome => {
  if (pdu === undefined) return { is: 'unknown', reason: 'no submit_sm_resp' };
  if (pdu.command_status === 0)
    return {
      is: 'accepted',
      receiptWaitMs,
      ...(pdu.message_id === undefined ? {} : { carrierId: pdu.message_id.replace(/\0+$/, '') }),
    };
  const reason = `SMPP status 0x${pdu.command_status.toString(16).padStart(2, '0')}`;
  return FINAL.has(pdu.command_status) ? { is: 'refused', reason } : { is: 'later', reason };
};

export interface SmppOptions extends SmppAccount {
  readonly from: string;
  readonly receiptWaitMs: number;
  readonly onReceipt: (carrierId: string, state: ReceiptState) => Promise<void>;
  /** A phone's SMS; the text that it resolves to goes back to the phone. */
  readonly onIncoming: (sms: IncomingSms) => Promise<string | undefined>;
  readonly onError: (error: unknown) => void;
}

export interface SmppProvider extends Carrier {
  readonly bound: () => boolean;
  close(): Promise<void>;
}

const REPLY_TIMEOUT_MS = 10_000;

/** SMS over SMPP 3.4: UCS-2, receipts asked for, replies of phones taken. */
export const openSmpp = (options: SmppOptions): SmppProvider => {
  const messageTo = (to: string, text: string): object => ({
    source_addr: options.from,
    destination_addr: to,
    data_coding: UCS2,
    registered_delivery: RECEIPT_REQUESTED,
    short_message: text,
  });
  const link = openSmppLink(options, {
    onError: options.onError,
    async onDeliver(pdu) {
      const said = readDeliver(pdu);
      if (said.is === 'receipt') {
        if (said.state !== undefined) await options.onReceipt(said.carrierId, said.state);
        return;
      }
      const answer = await options.onIncoming(said);
      if (answer !== undefined)
        void link.submit(messageTo(said.from, answer), AbortSignal.timeout(REPLY_TIMEOUT_MS)).catch(options.onError);
    },
  });
  return {
    name: 'smpp',
    bound: () => link.bound,
    async send(delivery, to, signal) {
      if (!link.bound) return { is: 'later', reason: 'SMPP not bound' };
      return outcomeOf(await link.submit(messageTo(to, smsText(delivery)), signal), options.receiptWaitMs);
    },
    close: () => link.close(),
  };
};
