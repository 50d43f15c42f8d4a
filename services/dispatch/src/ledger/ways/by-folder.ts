import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeadWay, stampOf } from './way.ts';

/** Whole or not at all: whoever carries the folder away at any moment takes no half file. */
const writeWhole = async (folder: string, name: string, text: string): Promise<void> => {
  const part = join(folder, `.${name}.part`);
  const file = await open(part, 'w', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, join(folder, name));
};

/**
 * Puts each head into a folder that is carried elsewhere (a share, a disk that is changed, a folder that is synchronised),
 * with the key that checks it. The folder is not made here: one that is missing is a share that is not mounted.
 */
export const byFolder = (folder: string): HeadWay => ({
  name: 'folder',
  async send({ jws, seq, atMs, publicKey }) {
    await writeWhole(folder, 'liftwatch-ledger.pem', publicKey);
    await writeWhole(folder, `liftwatch-ledger-${stampOf(atMs)}-${seq}.jws`, `${jws}\n`);
  },
});
