import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import specs from '@asyncapi/specs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const openApiFiles = [
  'services/dispatch/openapi.generated.json',
  'services/rule-engine/openapi.json',
  'services/console/openapi.json',
];

/** What the linter finds wrong by the rules that it recommends. */
const openApiErrors = async (source: string, file: string): Promise<readonly string[]> => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: join(root, file), config });
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
};

describe('OpenAPI 3.1 documents, by Redocly’s linter', () => {
  test.each(openApiFiles)('%s', async (file) => expect(await openApiErrors(read(file), file)).toEqual([]));

  test('the linter sees a reference to nowhere, and a parameter that is not declared', async () => {
    const broken = read('services/console/openapi.json')
      .replace('#/components/schemas/Census', '#/components/schemas/Nowhere')
      .replace('"/api/v1/fleet/{id}"', '"/api/v1/fleet/{other}"');
    const errors = (await openApiErrors(broken, 'services/console/openapi.json')).join('\n');
    expect(errors).toContain('no-unresolved-refs');
    expect(errors).toContain('path-parameters-defined');
  });
});

/** By the schema that the AsyncAPI initiative publishes for its version 3.0. */
const asyncApiErrors = (document: object): readonly string[] => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // The schema names its dialect in the draft-07 way; ajv's own meta-schema is that one.
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
};

const refsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
};

describe('the AsyncAPI 3 document, by the initiative’s own schema', () => {
  const file = 'schemas/asyncapi.json';
  const document = JSON.parse(read(file)) as Record<string, unknown>;

  test('is valid', () => expect(asyncApiErrors(document)).toEqual([]));

  test('every reference in it leads somewhere', () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(10);
    const lost = refs.filter((ref) => {
      if (!ref.startsWith('#/')) return !existsSync(join(root, dirname(file), ref.split('#')[0] ?? ''));
      return (
        ref
          .slice(2)
          .split('/')
          .reduce<unknown>(
            (at, key) => (at as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/')],
            document,
          ) === undefined
      );
    });
    expect(lost).toEqual([]);
  });

  test('the schema sees a channel without form', () =>
    expect(asyncApiErrors({ ...document, channels: { x: 7 } })).not.toEqual([]));
});
