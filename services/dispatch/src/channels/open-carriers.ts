import type { Delivery } from '@liftwatch/schemas';
import type { Carrier } from './carriers.ts';
import type { SmsCarrierEntry, VoiceCarrierEntry } from './carriers-file.ts';
import type { AliyunKey } from './cloud/aliyun-signature.ts';
import type { TencentKey } from './cloud/tencent-signature.ts';
import { aliyunSms, tencentSms } from './sms/cloud-sms.ts';
import { openSmpp, type IncomingSms, type SmppProvider } from './sms/smpp.ts';
import { aliyunVoice, tencentVoice } from './voice/cloud-voice.ts';
import { webhookVoice } from './voice/webhook-voice.ts';
import type { ReceiptState } from '../outbox/receipts.ts';

export interface CarrierMeans {
  readonly readSecret: (path: string) => string;
  readonly receiptWaitMs: number;
  readonly nowMs: () => number;
  readonly onReceipt: (provider: string, carrierId: string, state: ReceiptState) => Promise<void>;
  readonly onIncoming: (provider: string, sms: IncomingSms) => Promise<string | undefined>;
  readonly onError: (error: unknown) => void;
  readonly voiceCallbackUrlOf: (deliveryId: string) => string;
  /** Where a message is answered; undefined where it needs no answer. */
  readonly linkOf: (delivery: Delivery) => string | undefined;
}

/** `id:secret`, as the key files of the cloud carriers hold it. */
const pairOf = (text: string): readonly [string, string] => {
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
};
const aliyunKey = (text: string): AliyunKey => {
  const [accessKeyId, accessKeySecret] = pairOf(text);
  return { accessKeyId, accessKeySecret };
};
const tencentKey = (text: string): TencentKey => {
  const [secretId, secretKey] = pairOf(text);
  return { secretId, secretKey };
};

const isSmpp = (carrier: Carrier): carrier is SmppProvider => 'bound' in carrier;

/** What an approved text takes of a link: the token behind its fixed domain. */
const tokenIn = (link: string | undefined): string | undefined => link?.slice(link.lastIndexOf('/') + 1);

const openSms = (entry: SmsCarrierEntry, means: CarrierMeans): Carrier => {
  const { readSecret, linkOf, ...timing } = means;
  const tokenOf = (delivery: Delivery): string | undefined => tokenIn(linkOf(delivery));
  if (entry.carrier === 'aliyun') {
    const key = aliyunKey(readSecret(entry.accessKeyFile));
    return aliyunSms({ ...timing, ...entry, tokenOf, key: () => key });
  }
  if (entry.carrier === 'tencent') {
    const key = tencentKey(readSecret(entry.secretKeyFile));
    return tencentSms({ ...timing, ...entry, tokenOf, key: () => key });
  }
  const password = readSecret(entry.passwordFile);
  return openSmpp({
    ...entry,
    password: () => password,
    receiptWaitMs: means.receiptWaitMs,
    onReceipt: (carrierId, state) => means.onReceipt('smpp', carrierId, state),
    onIncoming: (sms) => means.onIncoming('smpp', sms),
    onError: means.onError,
  });
};

const openVoice = (entry: VoiceCarrierEntry, means: CarrierMeans): Carrier => {
  const { readSecret, ...timing } = means;
  if (entry.carrier === 'aliyun') {
    const key = aliyunKey(readSecret(entry.accessKeyFile));
    return aliyunVoice({ ...timing, ...entry, key: () => key });
  }
  if (entry.carrier === 'tencent') {
    const key = tencentKey(readSecret(entry.secretKeyFile));
    return tencentVoice({ ...timing, ...entry, key: () => key });
  }
  const secret = readSecret(entry.secretFile);
  return webhookVoice({
    ...timing,
    url: entry.url,
    secret: () => secret,
    callbackUrlOf: means.voiceCallbackUrlOf,
  });
};

/** The carriers of a file, opened; links that they hold are closed with them. */
export const openCarriers = (
  file: { readonly sms: readonly SmsCarrierEntry[]; readonly voice: readonly VoiceCarrierEntry[] },
  means: CarrierMeans,
) => {
  const sms = file.sms.map((entry) => openSms(entry, means));
  const voice = file.voice.map((entry) => openVoice(entry, means));
  return {
    ...{ sms, voice },
    /** Carriers that cannot send now, by name. */
    down: () => sms.filter((carrier) => isSmpp(carrier) && !carrier.bound()).map((carrier) => carrier.name),
    close: async () => {
      for (const carrier of sms) if (isSmpp(carrier)) await carrier.close();
    },
  };
};
export type OpenCarriers = ReturnType<typeof openCarriers>;
