import { openAliyunDouble, openSmppDouble, openTencentDouble } from '@liftwatch/infra';
import { filledTemplate, templateKeys } from '@liftwatch/dispatch';
import type { ReportBack } from './report-back.ts';

export const carrierNames = ['aliyun', 'tencent', 'smpp'] as const;
export type CarrierName = (typeof carrierNames)[number];

/** A message as the box shows it. */
export interface TakenMessage {
  readonly carrier: CarrierName;
  readonly kind: 'sms' | 'call';
  readonly to: string;
  readonly text: string;
  readonly id: string;
}

/** A carrier in a box, and what dispatch must be told to use it. */
export interface CarrierBox {
  /** The file of `LIFTWATCH_DISPATCH_CARRIERS_FILE`, but for the path of its secret. */
  readonly carriersWith: (secretFile: string) => object;
  readonly secret: string;
  /** What a phone writes. @throws what the way back throws; false: nobody is there to take it */
  reply(from: string, text: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface BoxOptions {
  readonly port: number;
  readonly onTaken: (message: TakenMessage) => void;
  /** Where a cloud's receipts and replies go; SMPP has its own way back. */
  readonly report: ReportBack;
}

const NAME = 'sandbox';
const SECRET = 'sandbox-secret';
const SIGN_NAME = '电梯卫士';

/** Every text is approved here, in both languages; its code is its own name. */
const approved = Object.fromEntries(
  templateKeys.flatMap((key) =>
    (['zh', 'en'] as const).map((language) => [`${key}.${language}`, `${key}.${language}`]),
  ),
);

/** A text with the signature in front, as a phone shows it. */
const signed = (code: string, variables: Readonly<Record<string, string>>): string =>
  `【${SIGN_NAME}】${filledTemplate(code, variables)}`;

const aliyunBox = async ({ port, onTaken, report }: BoxOptions): Promise<CarrierBox> => {
  const double = await openAliyunDouble({
    ...{ accessKeyId: NAME, accessKeySecret: SECRET, port },
    onReceived({ action, query, carrierId }) {
      const isSms = action === 'SendSms';
      const to = query[isSms ? 'PhoneNumbers' : 'CalledNumber'] ?? '';
      const code = query[isSms ? 'TemplateCode' : 'StartCode'] ?? '';
      const variables = JSON.parse(query[isSms ? 'TemplateParam' : 'StartTtsParams'] ?? '{}') as Record<string, string>;
      onTaken({ carrier: 'aliyun', kind: isSms ? 'sms' : 'call', to, text: signed(code, variables), id: carrierId });
      void (isSms
        ? report('aliyun/receipt', [{ biz_id: carrierId, success: true, phone_number: to }])
        : report('aliyun/call', { call_id: carrierId, status_code: '200000' }));
    },
  });
  const entry = (accessKeyFile: string) => ({
    carrier: 'aliyun',
    endpoint: double.url,
    accessKeyFile,
    templates: approved,
  });
  return {
    secret: `${NAME}:${SECRET}`,
    carriersWith: (file) => ({
      sms: [{ ...entry(file), signName: SIGN_NAME }],
      voice: [{ ...entry(file), showNumber: '02200000000' }],
    }),
    reply: (from, content) => report('aliyun/reply', [{ phone_number: from, content, dest_code: '0' }]),
    close: () => double.close(),
  };
};

const asList = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const names = ['place', 'time', 'event', 'token'];

const tencentBox = async ({ port, onTaken, report }: BoxOptions): Promise<CarrierBox> => {
  const double = await openTencentDouble({
    ...{ secretId: NAME, secretKey: SECRET, port },
    onReceived({ action, body, carrierId }) {
      const isSms = action === 'SendSms';
      const to = isSms ? (asList(body['PhoneNumberSet'])[0] ?? '') : String(body['CalledNumber']);
      const values = asList(body['TemplateParamSet']);
      const variables = Object.fromEntries(values.map((value, place) => [names[place], value]));
      const text = signed(String(body['TemplateId']), variables);
      onTaken({ carrier: 'tencent', kind: isSms ? 'sms' : 'call', to, text, id: carrierId });
      void (isSms
        ? report('tencent/receipt', [{ sid: carrierId, report_status: 'SUCCESS', mobile: to }])
        : report('tencent/call', { voiceprompt_callback: { callid: carrierId, result: '0' } }));
    },
  });
  const entry = (secretKeyFile: string) => ({
    ...{ carrier: 'tencent', endpoint: double.url, secretKeyFile, appId: '1400000000', templates: approved },
  });
  return {
    secret: `${NAME}:${SECRET}`,
    carriersWith: (file) => ({ sms: [{ ...entry(file), signName: SIGN_NAME }], voice: [entry(file)] }),
    reply: (from, text) =>
      report('tencent/reply', { mobile: from.replace(/^\+86/, ''), nationcode: '86', text, extend: '' }),
    close: () => double.close(),
  };
};

const smppBox = async ({ port, onTaken }: BoxOptions): Promise<CarrierBox> => {
  const double = await openSmppDouble({
    ...{ systemId: NAME, password: SECRET.slice(0, 8), port },
    onReceived: ({ to, text, carrierId }) => onTaken({ carrier: 'smpp', kind: 'sms', to, text, id: carrierId }),
  });
  return {
    secret: SECRET.slice(0, 8),
    carriersWith: (passwordFile) => ({
      sms: [{ carrier: 'smpp', host: '127.0.0.1', port: double.port, systemId: NAME, passwordFile, from: '10690000' }],
    }),
    reply: (from, text) => Promise.resolve(double.reply(from, text)),
    close: () => double.close(),
  };
};

const boxes: Readonly<Record<CarrierName, (options: BoxOptions) => Promise<CarrierBox>>> = {
  aliyun: aliyunBox,
  tencent: tencentBox,
  smpp: smppBox,
};

export const openCarrierBox = (name: CarrierName, options: BoxOptions): Promise<CarrierBox> => boxes[name](options);
