import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, CompactSign, compactVerify, exportJWK, importPKCS8, importSPKI } from 'jose';
import { z } from 'zod';
import { DispatchError } from '../errors.ts';

/** Where the chain stood at a moment: kept elsewhere, it shows later whether what lies before it was changed or cut off. */
export const ledgerHead = z.strictObject({
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  atMs: z.int().min(0),
});
export type LedgerHead = z.infer<typeof ledgerHead>;

const TYPE = 'liftwatch-ledger-head+json';
const ALGORITHM = 'EdDSA';

const wrongKey = (cause: unknown): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_LEDGER_KEY',
    'the ledger key is not an Ed25519 key in PEM: make one with `openssl genpkey -algorithm ed25519`',
    { recoverable: false, cause },
  );

export interface HeadSigner {
  /** A compact JWS (RFC 7515), Ed25519. */
  sign(head: LedgerHead): Promise<string>;
  /** The public key, PEM. */
  readonly publicKey: string;
}

/** @throws {DispatchError} LIFT_DISPATCH_LEDGER_KEY */
export const openHeadSigner = async (privatePem: string): Promise<HeadSigner> => {
  try {
    const key = await importPKCS8(privatePem, ALGORITHM);
    const publicKey = createPublicKey(privatePem).export({ type: 'spki', format: 'pem' }).toString();
    const kid = await calculateJwkThumbprint(await exportJWK(await importSPKI(publicKey, ALGORITHM)));
    return {
      publicKey,
      sign: (head) =>
        new CompactSign(new TextEncoder().encode(JSON.stringify(head)))
          .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
          .sign(key),
    };
  } catch (cause) {
    throw wrongKey(cause);
  }
};

/** REST and `liftwatch ledger head` answer with the JWS among other things; whoever kept the whole answer has kept it. */
const jwsIn = (text: string): string => {
  if (!text.startsWith('{')) return text;
  const { jws } = JSON.parse(text) as { readonly jws?: unknown };
  return typeof jws === 'string' ? jws : '';
};

/** The head in a JWS, or in the answer that it came with; undefined: not signed by that key, or not a head. @throws {DispatchError} LIFT_DISPATCH_LEDGER_KEY */
export const readSignedHead = async (text: string, publicPem: string): Promise<LedgerHead | undefined> => {
  const key = await importSPKI(publicPem, ALGORITHM).catch((cause: unknown) => {
    throw wrongKey(cause);
  });
  try {
    const { payload, protectedHeader } = await compactVerify(jwsIn(text.trim()), key, { algorithms: [ALGORITHM] });
    if (protectedHeader.typ !== TYPE) return undefined;
    return ledgerHead.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch {
    return undefined;
  }
};
