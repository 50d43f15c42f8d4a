import type { Delivery } from '@liftwatch/schemas';
import { callAliyun, type AliyunOptions } from '../cloud/aliyun.ts';
import { callTencent, type TencentOptions } from '../cloud/tencent.ts';
import type { Carrier } from '../carriers.ts';
import { codeOf, linkKeyOf, templated } from './templates.ts';

/** The carrier's code of an approved template, by `key.language`; `key` alone serves both languages. */
export type TemplateCodes = Readonly<Record<string, string>>;

/** What a carrier of templates is opened with. */
interface Approved {
  readonly signName: string;
  readonly templates: TemplateCodes;
  /** The token of the link by which a message is answered; undefined where it needs no answer. */
  readonly tokenOf?: ((delivery: Delivery) => string | undefined) | undefined;
}

interface Chosen {
  readonly code: string;
  /** Present where the carrier has approved a text with a link. */
  readonly token?: string;
}

/** The text with a link where the carrier has approved one, else the one with the reply digit; undefined: neither. */
const chosen = ({ templates, tokenOf }: Approved, delivery: Delivery): Chosen | undefined => {
  const { key, language } = templated(delivery);
  const linkKey = linkKeyOf(key);
  const [linkCode, token] =
    linkKey === undefined ? [] : [codeOf(templates, { key: linkKey, language }), tokenOf?.(delivery)];
  if (linkCode !== undefined && token !== undefined) return { code: linkCode, token };
  const code = codeOf(templates, { key, language });
  return code === undefined ? undefined : { code };
};

const noTemplate = (delivery: Delivery) =>
  ({ is: 'later', reason: `no approved template for ${templated(delivery).key}`, untried: true }) as const;

/** Same signature and template to one number: at most 50 in 24 h (sliding). */
const DAILY_CAP_COUNT = 50;

/** SMS of Alibaba Cloud (SendSms 2017-05-25). `OutId` carries our id, so that receipts find the message. */
export const aliyunSms = (options: AliyunOptions & Approved): Carrier => ({
  name: 'aliyun',
  dailyCapCount: DAILY_CAP_COUNT,
  send: async (delivery, to, signal) => {
    const approved = chosen(options, delivery);
    if (approved === undefined) return noTemplate(delivery);
    const { code, ...link } = approved;
    const query = {
      PhoneNumbers: to.replace(/^\+?86(?=1\d{10}$)/, '').replace(/^\+/, ''),
      SignName: options.signName,
      TemplateCode: code,
      TemplateParam: JSON.stringify({ ...templated(delivery).variables, ...link }),
      OutId: delivery.deliveryId,
    };
    return callAliyun({ action: 'SendSms', version: '2017-05-25', query }, options, signal);
  },
});

/** SMS of Tencent Cloud (SendSms 2021-01-11). Its receipts name the serial number of the answer. */
export const tencentSms = (options: TencentOptions & Approved & { readonly appId: string }): Carrier => ({
  name: 'tencent',
  dailyCapCount: DAILY_CAP_COUNT,
  send: async (delivery, to, signal) => {
    const approved = chosen(options, delivery);
    if (approved === undefined) return noTemplate(delivery);
    const { code, token } = approved;
    const { place, time, event } = templated(delivery).variables;
    const body = {
      PhoneNumberSet: [to.startsWith('+') ? to : `+86${to.replace(/^86(?=1\d{10}$)/, '')}`],
      SmsSdkAppId: options.appId,
      SignName: options.signName,
      TemplateId: code,
      TemplateParamSet: [place, time, event, ...(token === undefined ? [] : [token])],
      SessionContext: delivery.deliveryId,
    };
    return callTencent({ service: 'sms', action: 'SendSms', version: '2021-01-11', body }, options, signal);
  },
});
