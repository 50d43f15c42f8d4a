import { z } from 'zod';
import {
  batchEnvelope,
  contextEntry,
  delivery,
  errorNotice,
  finding,
  incident,
  presenceReading,
  readingSchemas,
  ruleSet,
  worklistItem,
} from '../src/index.ts';

/** Everything that crosses a process boundary, by the name of its file. */
export const published: Readonly<Record<string, z.ZodType>> = {
  ...readingSchemas,
  batch: batchEnvelope,
  presence: presenceReading,
  errors: errorNotice,
  context: contextEntry,
  finding,
  incident,
  delivery,
  'rule-set': ruleSet,
  'worklist-item': worklistItem,
};

export const jsonSchemaOf = (name: string, schema: z.ZodType): object => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema, $id: `urn:liftwatch:v1:${name}`, ...rest };
};
