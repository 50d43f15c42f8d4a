import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { asyncApi } from '../generate/asyncapi.ts';
import { generatedFiles } from '../generate/files.ts';
import { parseTopic } from '../src/index.ts';

const root = new URL('../../', import.meta.url);

describe('generated files', () => {
  it.each([...generatedFiles()])('%s is what `npm run generate -w schemas` writes', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  });

  it('leaves no stale file in json', () => {
    const written = [...generatedFiles().keys()].filter((path) => path.startsWith('schemas/json/'));
    expect(
      readdirSync(new URL('schemas/json', root))
        .map((name) => `schemas/json/${name}`)
        .toSorted(),
    ).toEqual(written.toSorted());
  });
});

interface Ref {
  readonly $ref: string;
}
interface Document {
  readonly channels: Record<string, { address: string; parameters: object; messages: Record<string, Ref> }>;
  readonly operations: Record<string, { action: string; channel: Ref; messages: Ref[] }>;
  readonly components: { messages: Record<string, { payload: { schema: Ref | { oneOf: Ref[] } } }> };
}

describe('asyncapi.json', () => {
  const document = asyncApi() as Document;
  const resolve = ({ $ref }: Ref): unknown =>
    $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);

  it('has for every channel an address that the topic parser knows by that name', () => {
    for (const [name, { address }] of Object.entries(document.channels)) {
      const topic = parseTopic(address.replace('{liftId}', 'TJ-0001'));
      expect(topic.type === 'reading' ? topic.kind : topic.type).toBe(name);
    }
  });

  it('has no reference that leads nowhere', () => {
    for (const { messages } of Object.values(document.channels))
      for (const ref of Object.values(messages)) expect(resolve(ref)).toBeDefined();
    for (const { channel, messages, action } of Object.values(document.operations)) {
      expect(['send', 'receive']).toContain(action);
      for (const ref of [channel, ...messages]) expect(resolve(ref), ref.$ref).toBeDefined();
    }
    for (const [, $ref = ''] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g))
      expect(resolve({ $ref }), $ref).toBeDefined();
  });

  it('sends nothing but refusals: there is no downlink to a lift', () => {
    const sent = Object.values(document.operations).filter(({ action }) => action === 'send');
    expect(sent.map(({ channel }) => channel.$ref)).toEqual(['#/channels/errors']);
  });
});

describe('JSON Schema', () => {
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
  const kinds = readdirSync(new URL('schemas/examples/valid', root));

  it.each(kinds)('judges the examples of %s as the sources do', (kind) => {
    const validate = new Ajv2020({ strict: false }).compile(read(`schemas/json/${kind}.schema.json`) as object);
    for (const file of readdirSync(new URL(`schemas/examples/valid/${kind}`, root)))
      expect(validate(read(`schemas/examples/valid/${kind}/${file}`)), file).toBe(true);
    for (const file of readdirSync(new URL(`schemas/examples/invalid/${kind}`, root))) {
      const { payload, refusal } = read(`schemas/examples/invalid/${kind}/${file}`) as {
        payload?: unknown;
        refusal: { field: string };
      };
      // The batch alone does not judge its readings; and text that is no JSON is nothing to a JSON Schema.
      if (payload === undefined || refusal.field.startsWith('readings[')) continue;
      expect(validate(payload), file).toBe(false);
    }
  });
});
