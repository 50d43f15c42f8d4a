import { z } from 'zod';
import { panelSchemas } from './panels.ts';

/** A JSON schema for each panel type, by its path below `dashboards/generated`, for editors and for others who check. */
export const panelSchemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(panelSchemas).map(([type, schema]) => [
      `schema/${type}.schema.json`,
      `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`,
    ]),
  );
