import type { Delivery } from '@liftwatch/schemas';
import { callAliyun, type AliyunOptions } from '../cloud/aliyun.ts';
import { callTencent, type TencentOptions } from '../cloud/tencent.ts';
import type { Carrier } from '../carriers.ts';
import { templated } from './templates.ts';

/** The carrier's code of an approved template, by `key.language`; `key` alone serves both languages. */
export type TemplateCodes = Readonly<Record<string, string>>;

const codeOf = (codes: TemplateCodes, delivery: Delivery): string | undefined => {
  const { key, language } = templated(delivery);
  return codes[`${key}.${language}`] ?? codes[key];
};

const noTemplate = (delivery: Delivery) =>
  ({ is: 'later', reason: `no approved template for ${templated(delivery).key}`, untried: true }) as const;

/** Same signature and template to one number: at most 50 in 24 h (sliding). */
const DAILY_CAP_COUNT = 50;

/** SMS of Alibaba Cloud (SendSms 2017-05-25). `OutId` carries our id, so that receipts find the message. */
export const aliyunSms = (
  options: AliyunOptions & { readonly signName: string; readonly templates: TemplateCodes },
): Carrier => ({
  name: 'aliyun',
  dailyCapCount: DAILY_CAP_COUNT,
  send: async (delivery, to, signal) => {
    const code = codeOf(options.templates, delivery);
    if (code === undefined) return noTemplate(delivery);
    const query = {
      PhoneNumbers: to.replace(/^\+?86(?=1\d{10}$)/, '').replace(/^\+/, ''),
      SignName: options.signName,
      TemplateCode: code,
      TemplateParam: JSON.stringify(templated(delivery).variables),
      OutId: delivery.deliveryId,
    };
    return callAliyun({ action: 'SendSms', version: '2017-05-25', query }, options, signal);
  },
});

/** SMS of Tencent Cloud (SendSms 2021-01-11). Its receipts name the serial number of the answer. */
export const tencentSms = (
  options: TencentOptions & { readonly appId: string; readonly signName: string; readonly templates: TemplateCodes },
): Carrier => ({
  name: 'tencent',
  dailyCapCount: DAILY_CAP_COUNT,
  send: async (delivery, to, signal) => {
    const code = codeOf(options.templates, delivery);
    if (code === undefined) return noTemplate(delivery);
    const { place, time, event } = templated(delivery).variables;
    const body = {
      PhoneNumberSet: [to.startsWith('+') ? to : `+86${to.replace(/^86(?=1\d{10}$)/, '')}`],
      SmsSdkAppId: options.appId,
      SignName: options.signName,
      TemplateId: code,
      TemplateParamSet: [place, time, event],
      SessionContext: delivery.deliveryId,
    };
    return callTencent({ service: 'sms', action: 'SendSms', version: '2021-01-11', body }, options, signal);
  },
});
