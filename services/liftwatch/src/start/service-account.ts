import { addServiceCredential, listCredentials, revokeCredential } from '@liftwatch/broker';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder.ts';

const DISPATCH = 'dispatch';
/** Context of all lifts, and the readings of the lift that the self-test stands for. */
const PUBLISH = ['liftwatch/v1/context/+', `lift/v1/${SELF_TEST_LIFT}/event`];

/** The service account by which dispatch publishes context, made on first use. Its secret is in `secretFile`. */
export const dispatchAccount = async (folder: DataFolder, secretFile: string): Promise<void> => {
  const paths = { file: folder.credentials, keyFile: folder.credentialKey };
  const known = listCredentials(paths).find((one) => one.id === DISPATCH);
  // An account of before may lack a grant: it is made anew, with a new secret.
  const isWhole = known?.type === 'service' && PUBLISH.every((filter) => known.publish.includes(filter));
  if (known && isWhole && existsSync(secretFile)) return;
  if (known) revokeCredential(paths, DISPATCH);
  const secret = addServiceCredential(paths, {
    serviceId: DISPATCH,
    publish: PUBLISH,
    subscribe: [],
  });
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
};
