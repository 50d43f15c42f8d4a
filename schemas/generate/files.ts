import { catalogue, dialects, impliedSignals, priorityTable } from '../src/index.ts';
import { asyncApi } from './asyncapi.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import { jsonSchemaOf, published } from './json-schemas.ts';

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file: path from the root of the repository, and its text. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(published).map(
      ([name, schema]) => [`schemas/json/${name}.schema.json`, json(jsonSchemaOf(name, schema))] as const,
    ),
    [
      'schemas/json/catalogue.json',
      json({
        priorities: priorityTable,
        codes: catalogue.map((entry) => ({ ...entry, implies: impliedSignals(entry.code) })),
        dialects,
      }),
    ] as const,
    ['schemas/asyncapi.json', json(asyncApi())] as const,
    ['docs/fault-catalogue.md', faultCatalogue()] as const,
  ]);
