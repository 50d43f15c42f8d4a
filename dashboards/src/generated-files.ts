import { provisioningFiles } from './provisioning/files.ts';
import { panelSchemaFiles } from './schema/files.ts';

const FOLDER = 'dashboards/generated';

/** Every file that is generated from this package, by its path from the repository's root. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([...provisioningFiles(), ...panelSchemaFiles()].map(([path, text]) => [`${FOLDER}/${path}`, text]));
