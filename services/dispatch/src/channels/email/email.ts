import type { Delivery } from '@liftwatch/schemas';
import type { Channel, Outcome } from '../channel.ts';
import { descriptionOf, eventOf, noticeOf, placeOf } from '../words.ts';
import { openMailer, type MailServer } from './transport.ts';

export interface EmailOptions extends MailServer {
  readonly from: string;
  /** Where the recipient answers; undefined where nobody is asked to. */
  readonly linkOf: (delivery: Delivery) => string | undefined;
}

const repeated = { zh: '（可能重复）', en: '(possibly repeated) ' } as const;

/** Subject and text in both languages, the recipient's own first. */
export const emailOf = (delivery: Delivery, link: string | undefined) => {
  const order = delivery.language === 'en' ? (['en', 'zh'] as const) : (['zh', 'en'] as const);
  const [first] = order;
  const mark = delivery.possiblyRepeated ? repeated[first] : '';
  const part = (language: 'zh' | 'en'): string =>
    [
      `${noticeOf(delivery)[language]}: ${eventOf(delivery)[language]}`,
      placeOf(delivery),
      descriptionOf(delivery)[language],
      ...(link === undefined ? [] : [`${language === 'zh' ? '接单、拒绝、到达、解除' : 'Answer'}: ${link}`]),
    ].join('\n');
  return {
    subject: `${mark}[${delivery.content.priority}] ${noticeOf(delivery)[first]}: ${eventOf(delivery)[first]}, ${placeOf(delivery)}`,
    text: `${order.map(part).join('\n\n')}\n\nincident ${delivery.incidentId}\n`,
  };
};

/** The stages of a session before the message itself: what failed there has not gone out. */
const BEFORE_THE_MESSAGE = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS', 'AUTH', 'API']);

/** 5xx about the message or the mailbox is final (RFC 5321 4.2.1), but a refused login is ours to put right. */
const outcomeOf = (error: unknown): Outcome => {
  const failed = error as { code?: string; command?: string; responseCode?: number; message?: string };
  const { code = '', command = '', responseCode, message = 'unknown' } = failed;
  const reason = `${code} ${message}`.trim().slice(0, 160);
  if (code === 'EAUTH') return { is: 'later', reason };
  if (responseCode !== undefined) return { is: responseCode >= 500 ? 'refused' : 'later', reason };
  return { is: BEFORE_THE_MESSAGE.has(command) ? 'later' : 'unknown', reason };
};

/**
 * E-mail over SMTP. Accepted = the server has taken it. The Message-ID is the delivery's id: a mailbox that knows it
 * shows a repeated message once.
 */
export const emailChannel = (options: EmailOptions): Channel => ({
  async send(delivery) {
    if (delivery.address === undefined || delivery.address === '')
      return { is: 'refused', reason: 'no address registered' };
    const mailer = openMailer(options);
    try {
      await mailer.sendMail({
        from: options.from,
        to: delivery.address,
        messageId: `<${delivery.deliveryId}@liftwatch>`,
        headers: { 'X-Liftwatch-Incident': delivery.incidentId, 'Auto-Submitted': 'auto-generated' },
        ...(delivery.content.priority === 'P0' || delivery.content.priority === 'P1' ? { priority: 'high' } : {}),
        ...(delivery.refersTo === undefined
          ? {}
          : {
              inReplyTo: `<${delivery.refersTo.deliveryId}@liftwatch>`,
              references: `<${delivery.refersTo.deliveryId}@liftwatch>`,
            }),
        ...emailOf(delivery, options.linkOf(delivery)),
      });
      return { is: 'accepted' };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      mailer.close();
    }
  },
});
