import type { Parts } from '../parts.ts';
import { DispatchError } from '../errors.ts';
import type { AuditedChange } from '../http/audit-interceptor.ts';
import { startDailyHead, type SendHead } from './daily-head.ts';
import { openHeadSigner } from './head.ts';
import { writeDown } from './ledger-store.ts';

const SEND_TIMEOUT_MS = 10_000;

/** Takes the signed head out by HTTP; what is not answered 2xx has not arrived. */
const sendTo =
  (url: string): SendHead =>
  async (jws) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jose' },
      body: jws,
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok)
      throw new DispatchError(
        'LIFT_DISPATCH_INTERNAL',
        `the ledger's head was answered ${response.status} by its address`,
        {
          recoverable: true,
        },
      );
  };

/** The audit ledger of a running dispatch: what people change is written down, and its head goes out once a day. */
export const openLedger = async ({ config, deps, secrets, nowMs }: Parts) => {
  const { database, logger } = deps;
  const url = config.LIFTWATCH_DISPATCH_LEDGER_HEAD_URL;
  const signer = secrets.ledgerKey === undefined ? undefined : await openHeadSigner(secrets.ledgerKey);
  const head =
    signer &&
    startDailyHead({
      ...{ database, signer, nowMs },
      send: url === undefined ? undefined : sendTo(url),
      onError: (error) => logger.error({ err: error }, "the ledger's head did not go out"),
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
