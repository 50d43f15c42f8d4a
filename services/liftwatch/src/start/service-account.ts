import { addServiceCredential, listCredentials, revokeCredential } from '@liftwatch/broker';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder.ts';

const DISPATCH = 'dispatch';

/** The service account by which dispatch publishes context, made on first use. Its secret is in `secretFile`. */
export const dispatchAccount = async (folder: DataFolder, secretFile: string): Promise<void> => {
  const paths = { file: folder.credentials, keyFile: folder.credentialKey };
  const known = listCredentials(paths).some((one) => one.id === DISPATCH);
  if (known && existsSync(secretFile)) return;
  if (known) revokeCredential(paths, DISPATCH);
  const secret = addServiceCredential(paths, {
    serviceId: DISPATCH,
    publish: ['liftwatch/v1/context/+'],
    subscribe: [],
  });
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
};
