import type { z } from 'zod';
import { jsonSchemaOf, published } from './json-schemas.ts';
import { contextTopic, errorsTopic, presenceTopic, readingKinds, readingTopic } from '../src/index.ts';

const FORMAT = 'application/schema+json;version=draft-2020-12';
const of = (name: string): Ref => ({ $ref: `#/components/schemas/${name}/schema` });
const LIFT = '{liftId}';

interface Ref {
  readonly $ref: string;
}

interface Way {
  readonly name: string;
  readonly address: string;
  readonly title: string;
  readonly payload: Ref | { readonly oneOf: readonly Ref[] };
  readonly action: 'send' | 'receive';
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

const readings: readonly Way[] = readingKinds.map((kind) => ({
  name: kind,
  address: readingTopic(LIFT, kind),
  title: `${kind}: one reading, or a batch of them`,
  payload: { oneOf: [of(kind), of('batch')] },
  action: 'receive',
  retain: false,
  qos: 1,
}));

const ways: readonly Way[] = [
  ...readings,
  {
    name: 'presence',
    address: presenceTopic(LIFT),
    title: 'Presence: retained, also the last will',
    payload: of('presence'),
    action: 'receive',
    retain: true,
    qos: 1,
  },
  {
    name: 'errors',
    address: errorsTopic(LIFT),
    title: 'What was refused, and why; at most 10 a minute',
    payload: of('errors'),
    action: 'send',
    retain: false,
    qos: 0,
  },
  {
    name: 'context',
    address: contextTopic(LIFT),
    title: 'Context entries, by service accounts only',
    payload: of('context'),
    action: 'receive',
    retain: false,
    qos: 1,
  },
];

/** A published schema as a part of a document: its own references begin at the document's root. */
const embedded = (name: string, schema: z.ZodType): object => {
  const text = JSON.stringify({ ...jsonSchemaOf(name, schema), $schema: undefined, $id: undefined });
  const rooted = text.replaceAll('"$ref":"#/', `"$ref":"${of(name).$ref}/`);
  return { schemaFormat: FORMAT, schema: JSON.parse(rooted) as object };
};

const names = new Set<string>([...readingKinds, 'batch', 'presence', 'errors', 'context']);

const keyed = <T>(make: (way: Way) => readonly [string, T]): Record<string, T> => Object.fromEntries(ways.map(make));

/** AsyncAPI 3 as liftwatch sees it: it receives readings and sends refusals. MQTT 3.1.1. It needs no other file. */
export const asyncApi = (): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'liftwatch',
    version: '1.0.0',
    description:
      'Readings of lifts over MQTT 3.1.1. Times are ms since the Unix epoch (UTC). There is no downlink to a lift.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  channels: keyed((way) => [
    way.name,
    {
      address: way.address,
      parameters: {
        liftId: { description: 'Lift id: 1-64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit' },
      },
      messages: { [way.name]: { $ref: `#/components/messages/${way.name}` } },
    },
  ]),
  operations: keyed((way) => [
    `${way.action}-${way.name}`,
    {
      action: way.action,
      channel: { $ref: `#/channels/${way.name}` },
      messages: [{ $ref: `#/channels/${way.name}/messages/${way.name}` }],
      bindings: { mqtt: { qos: way.qos, retain: way.retain, bindingVersion: '0.2.0' } },
    },
  ]),
  components: {
    schemas: Object.fromEntries(
      Object.entries(published)
        .filter(([name]) => names.has(name))
        .map(([name, schema]) => [name, embedded(name, schema)]),
    ),
    messages: keyed((way) => [
      way.name,
      {
        name: way.name,
        title: way.title,
        contentType: 'application/json',
        payload: { schemaFormat: FORMAT, schema: way.payload },
      },
    ]),
  },
});
