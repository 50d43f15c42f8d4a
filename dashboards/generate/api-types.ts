import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = join(import.meta.dirname, '..', 'openapi', 'grafana.yaml');

/** The types of our part of the Grafana HTTP API, by the path of their file from the repository's root. */
export const apiTypeFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const types = astToString(await openapiTS(pathToFileURL(DOCUMENT)));
  return new Map([
    [
      'dashboards/src/grafana/api.generated.ts',
      `// Generated from dashboards/openapi/grafana.yaml by \`npm run generate\`: do not edit.\n${types}`,
    ],
  ]);
};
