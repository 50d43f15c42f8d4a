import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** The Ed25519 key that signs the head of the audit ledger, made on first use; readable by its owner only. */
export const makeLedgerKey = async (path: string): Promise<void> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    await writeFile(path, pem, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
};
