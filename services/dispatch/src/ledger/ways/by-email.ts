import { openMailer, type MailServer } from '../../channels/email/transport.ts';
import { type HeadWay, type SignedHead, stampOf } from './way.ts';

const textOf = ({ seq, hash, atMs }: SignedHead): string =>
  [
    `审计账本截至 ${new Date(atMs).toISOString()} 的签名摘要，第 ${seq} 行。请保存本邮件及附件，日后可凭此核对账本是否被改动。`,
    `The signed head of the audit ledger at ${new Date(atMs).toISOString()}, line ${seq}. Keep this mail and what is attached: it shows later whether the ledger was changed.`,
    `sha256 ${hash}`,
    'liftwatch ledger verify --head FILE.jws --key FILE.pem',
  ].join('\n\n');

/** Mails each head and the key that checks it. The Message-ID is the head's own: a mailbox shows a repeated mail once. */
export const byEmail = (
  server: MailServer,
  mail: { readonly from: string; readonly to: readonly string[] },
): HeadWay => ({
  name: 'email',
  async send(head) {
    const { jws, seq, atMs, publicKey } = head;
    const name = `liftwatch-ledger-${stampOf(atMs)}-${seq}`;
    const mailer = openMailer(server);
    try {
      await mailer.sendMail({
        ...{ from: mail.from, to: [...mail.to], messageId: `<${name}@liftwatch>` },
        headers: { 'Auto-Submitted': 'auto-generated' },
        subject: `liftwatch 审计账本摘要 / ledger head ${stampOf(atMs)} (${seq})`,
        text: `${textOf(head)}\n`,
        attachments: [
          { filename: `${name}.jws`, content: `${jws}\n`, contentType: 'application/jose' },
          { filename: 'liftwatch-ledger.pem', content: publicKey, contentType: 'application/x-pem-file' },
        ],
      });
    } finally {
      mailer.close();
    }
  },
});
