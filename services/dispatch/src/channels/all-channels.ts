import type { ChannelName, Delivery } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import type { DispatchConfig } from '../config.ts';
import { openMqttPublish } from '../context/mqtt-publish.ts';
import type { Circuits } from '../outbox/breaker.ts';
import type { ReceiptState } from '../outbox/receipts.ts';
import { readSecretFile, type Secrets } from '../secrets.ts';
import { capChannel } from './cap/cap.ts';
import { cityChannel } from './city/city.ts';
import type { LiftOfCity } from './city/city-message.ts';
import { cityDialectOf } from './city/dialect.ts';
import { readCarriersFile } from './carriers-file.ts';
import { carriersChannel, type Carrier } from './carriers.ts';
import type { Channel } from './channel.ts';
import { emailChannel } from './email/email.ts';
import type { MailServer } from './email/transport.ts';
import { logChannel } from './log/log.ts';
import { mqttChannel } from './mqtt/mqtt.ts';
import { openCarriers } from './open-carriers.ts';
import { kannelProvider } from './sms/kannel.ts';
import type { IncomingSms } from './sms/smpp.ts';
import { webhookChannel } from './webhook/webhook.ts';
import { withBreaker } from './with-breaker.ts';

export interface ChannelParts {
  readonly config: DispatchConfig;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly circuits: Circuits;
  readonly nowMs: () => number;
  /** Where carriers reach us with receipts. */
  readonly ownUrl: () => string;
  readonly sentCount: (provider: string, to: string) => Promise<number>;
  readonly onReceipt: (provider: string, carrierId: string, state: ReceiptState) => Promise<void>;
  /** A phone's SMS; the text that it resolves to goes back to the phone. */
  readonly onIncoming: (provider: string, sms: IncomingSms) => Promise<string | undefined>;
  /** Where a recipient answers a message; undefined where nobody is asked to. */
  readonly linkOf: (delivery: Delivery) => string | undefined;
  /** What a city feed must know of a lift. */
  readonly liftOf: (liftId: string) => Promise<LiftOfCity>;
}

export interface AllChannels {
  readonly channels: Readonly<Record<ChannelName, Channel>>;
  /** Whether a channel can send now: configured, and one of its carriers at least is up. */
  isUsable(channel: ChannelName): boolean;
  /** Carriers and links that cannot send now, by name. */
  down(): readonly string[];
  close(): Promise<void>;
}

const unserved = (name: ChannelName, setting: string): Channel => ({
  send: () => Promise.resolve({ is: 'later', reason: `channel ${name} is not configured: set ${setting}` }),
});

const kannel = ({ config, secrets, nowMs, ownUrl }: ChannelParts): readonly Carrier[] =>
  config.LIFTWATCH_DISPATCH_SMS_URL === undefined
    ? []
    : [
        kannelProvider({
          sendSmsUrl: config.LIFTWATCH_DISPATCH_SMS_URL,
          user: config.LIFTWATCH_DISPATCH_SMS_USER,
          password: () => secrets.smsPassword,
          from: config.LIFTWATCH_DISPATCH_SMS_FROM,
          receiptUrlOf: (id) => `${ownUrl()}/callbacks/kannel/${secrets.receiptToken}?id=${id}&type=%d`,
          receiptWaitMs: config.LIFTWATCH_DISPATCH_RECEIPT_WAIT_MS,
          nowMs,
        }),
      ];

/** The mail server of the settings; undefined: none. */
export const mailServerOf = (config: DispatchConfig, secrets: Secrets): MailServer | undefined =>
  config.LIFTWATCH_DISPATCH_SMTP_URL === undefined
    ? undefined
    : {
        url: config.LIFTWATCH_DISPATCH_SMTP_URL,
        ...(config.LIFTWATCH_DISPATCH_SMTP_USER === undefined ? {} : { user: config.LIFTWATCH_DISPATCH_SMTP_USER }),
        password: () => secrets.smtpPassword,
        timeoutMs: config.LIFTWATCH_DISPATCH_SEND_TIMEOUT_MS,
      };

const openEmail = ({ config, secrets, linkOf }: ChannelParts): Channel => {
  const server = mailServerOf(config, secrets);
  return server === undefined
    ? unserved('email', 'LIFTWATCH_DISPATCH_SMTP_URL')
    : emailChannel({ ...server, from: config.LIFTWATCH_DISPATCH_MAIL_FROM, linkOf });
};

const openNotices = ({ config, secrets, logger }: ChannelParts) => {
  const url = config.LIFTWATCH_DISPATCH_NOTICE_BROKER_URL;
  if (url === undefined) return undefined;
  const user = config.LIFTWATCH_DISPATCH_NOTICE_BROKER_USER;
  const password = secrets.noticeBrokerPassword;
  return openMqttPublish(
    { url, clientId: user, username: user, ...(password === undefined ? {} : { password }) },
    (error) => logger.warn({ err: error }, 'notice broker'),
  );
};

const openMore = (parts: ChannelParts) => {
  const { config, secrets, nowMs, logger } = parts;
  return openCarriers(readCarriersFile(config.LIFTWATCH_DISPATCH_CARRIERS_FILE), {
    readSecret: readSecretFile,
    receiptWaitMs: config.LIFTWATCH_DISPATCH_RECEIPT_WAIT_MS,
    nowMs,
    onReceipt: parts.onReceipt,
    onIncoming: parts.onIncoming,
    onError: (error) => logger.warn({ err: error }, 'carrier'),
    linkOf: parts.linkOf,
    voiceCallbackUrlOf: (id) => `${parts.ownUrl()}/callbacks/voice/${secrets.receiptToken}?id=${id}`,
  });
};

/** Every channel behind its circuits. @throws {DispatchError} LIFT_DISPATCH_CONFIG_INVALID, LIFT_DISPATCH_SECRET_UNREADABLE */
export const openAllChannels = (parts: ChannelParts): AllChannels => {
  const { config, secrets, nowMs, circuits, logger, sentCount } = parts;
  const carriers = openMore(parts);
  const notices = openNotices(parts);
  const webhook = webhookChannel({ secretOf: secrets.webhookSecretOf, nowMs, linkOf: parts.linkOf });
  const cap = capChannel({
    sender: config.LIFTWATCH_DISPATCH_CAP_SENDER,
    status: config.LIFTWATCH_DISPATCH_CAP_STATUS,
    tokenOf: () => secrets.capToken,
    nowMs,
  });
  const city = cityChannel({
    dialect: cityDialectOf(config),
    token: () => secrets.cityToken,
    liftOf: parts.liftOf,
    nowMs,
  });
  const sms = [...kannel(parts), ...carriers.sms];
  const isOpen = (channel: string, one: Carrier): boolean => circuits.isOpen(`${channel} ${one.name}`);
  const configured: Partial<Record<ChannelName, () => boolean>> = {
    sms: () => sms.some((one) => !isOpen('sms', one) && !carriers.down().includes(one.name)),
    voice: () => carriers.voice.some((one) => !isOpen('voice', one)),
    email: () => config.LIFTWATCH_DISPATCH_SMTP_URL !== undefined && !circuits.isOpen('email'),
    mqtt: () => notices !== undefined,
  };
  return {
    isUsable: (name) => configured[name]?.() ?? true,
    channels: {
      webhook: withBreaker(webhook, circuits),
      cap: withBreaker(cap, circuits),
      city: withBreaker(city, circuits),
      email: withBreaker(openEmail(parts), circuits, () => 'email'),
      mqtt: notices
        ? mqttChannel(notices.publish, parts.linkOf)
        : unserved('mqtt', 'LIFTWATCH_DISPATCH_NOTICE_BROKER_URL'),
      sms: carriersChannel({ channel: 'sms', carriers: sms, circuits, sentCount }),
      voice: carriersChannel({ channel: 'voice', carriers: carriers.voice, circuits, sentCount }),
      log: logChannel(logger),
    },
    down: () => carriers.down(),
    async close() {
      await carriers.close();
      await notices?.close();
    },
  };
};
