import { mailServerOf } from '../channels/all-channels.ts';
import type { AuditedChange } from '../http/audit-interceptor.ts';
import type { Trouble } from '../incidents/trouble.ts';
import type { Parts } from '../parts.ts';
import { startDailyHead } from './daily-head.ts';
import { openHeadSigner } from './head.ts';
import { writeDown } from './ledger-store.ts';
import { byEmail } from './ways/by-email.ts';
import { byFolder } from './ways/by-folder.ts';
import { byHttp } from './ways/by-http.ts';
import type { HeadWay } from './ways/way.ts';

const unsent: Trouble = {
  trouble: 'ledger-head-unsent',
  subject: 'ledger',
  summary: {
    zh: '审计账本的签名摘要未能送出，请检查接收地址、目录或邮件服务器',
    en: "the audit ledger's signed head does not go out: look at its address, folder or mail server",
  },
};

const waysOf = ({ config, secrets }: Parts): readonly HeadWay[] => {
  const url = config.LIFTWATCH_DISPATCH_LEDGER_HEAD_URL;
  const folder = config.LIFTWATCH_DISPATCH_LEDGER_HEAD_DIR;
  const to = config.LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL;
  const server = mailServerOf(config, secrets);
  return [
    ...(url === undefined ? [] : [byHttp(url)]),
    ...(folder === undefined ? [] : [byFolder(folder)]),
    ...(server === undefined || to.length === 0
      ? []
      : [byEmail(server, { from: config.LIFTWATCH_DISPATCH_MAIL_FROM, to })]),
  ];
};

/** The audit ledger of a running dispatch: what people change is written down, and its head goes out once a day. */
export const openLedger = async (
  parts: Parts,
  tellOperator: (trouble: Trouble, isOver: boolean) => Promise<unknown>,
) => {
  const { database, logger } = parts.deps;
  const { secrets, nowMs } = parts;
  const signer = secrets.ledgerKey === undefined ? undefined : await openHeadSigner(secrets.ledgerKey);
  const head =
    signer &&
    startDailyHead({
      ...{ database, signer, nowMs, ways: waysOf(parts) },
      onError: (error) => logger.error({ err: error }, "the ledger's head did not go out"),
      onLate: (isLate) => void tellOperator(unsent, !isLate),
    });
  return {
    parts: { database, publicKey: signer?.publicKey, head },
    audit: ({ what, ...facts }: AuditedChange): Promise<void> =>
      database
        .transaction()
        .execute((trx) => writeDown(trx, { atMs: nowMs(), kind: 'change', subject: what, facts: { ...facts } })),
    close: (): void => head?.close(),
  };
};
