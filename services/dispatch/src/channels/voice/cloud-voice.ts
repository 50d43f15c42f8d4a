import type { Carrier } from '../carriers.ts';
import { callAliyun, type AliyunOptions } from '../cloud/aliyun.ts';
import { callTencent, type TencentOptions } from '../cloud/tencent.ts';
import type { TemplateCodes } from '../sms/cloud-sms.ts';
import { codeOf, templated } from '../sms/templates.ts';
import { voiceKeys } from './voice-text.ts';

const noTemplate = (key: string) =>
  ({ is: 'later', reason: `no approved voice template for ${key}`, untried: true }) as const;

/** Calls of Alibaba Cloud with keys (IvrCall 2017-05-25): what was pressed comes with the call's report. */
export const aliyunVoice = (
  options: AliyunOptions & { readonly showNumber: string; readonly templates: TemplateCodes },
): Carrier => ({
  name: 'aliyun',
  send: async (delivery, to, signal) => {
    const { key, language, variables } = templated(delivery);
    const code = codeOf(options.templates, { key, language });
    if (code === undefined) return noTemplate(key);
    const query = {
      CalledShowNumber: options.showNumber,
      CalledNumber: to.replace(/^\+?86(?=1\d{10}$)/, '').replace(/^\+/, ''),
      StartCode: code,
      StartTtsParams: JSON.stringify(variables),
      ...Object.fromEntries(Object.keys(voiceKeys(delivery)).map((name, n) => [`MenuKeyMap.${n + 1}.Key`, name])),
      PlayTimes: '2',
      OutId: delivery.deliveryId.slice(0, 15),
    };
    return callAliyun({ action: 'IvrCall', version: '2017-05-25', query }, options, signal);
  },
});

/** Calls of Tencent Cloud (SendTts 2020-09-02); the key that was pressed comes by callback. */
export const tencentVoice = (
  options: TencentOptions & { readonly appId: string; readonly templates: TemplateCodes },
): Carrier => ({
  name: 'tencent',
  send: async (delivery, to, signal) => {
    const { key, language, variables } = templated(delivery);
    const code = codeOf(options.templates, { key, language });
    if (code === undefined) return noTemplate(key);
    const body = {
      TemplateId: code,
      CalledNumber: to.startsWith('+') ? to : `+86${to.replace(/^86(?=1\d{10}$)/, '')}`,
      VoiceSdkAppid: options.appId,
      TemplateParamSet: [variables.place, variables.time, variables.event],
      PlayTimes: 2,
      SessionContext: delivery.deliveryId,
    };
    return callTencent({ service: 'vms', action: 'SendTts', version: '2020-09-02', body }, options, signal);
  },
});
