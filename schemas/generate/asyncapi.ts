import { contextTopic, errorsTopic, presenceTopic, readingKinds, readingTopic } from '../src/index.ts';

const file = (name: string): object => ({ $ref: `./json/${name}.schema.json` });
const LIFT = '{liftId}';

interface Way {
  readonly name: string;
  readonly address: string;
  readonly title: string;
  readonly payload: object;
  readonly action: 'send' | 'receive';
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

const readings: readonly Way[] = readingKinds.map((kind) => ({
  name: kind,
  address: readingTopic(LIFT, kind),
  title: `${kind}: one reading, or a batch of them`,
  payload: { oneOf: [file(kind), file('batch')] },
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
    payload: file('presence'),
    action: 'receive',
    retain: true,
    qos: 1,
  },
  {
    name: 'errors',
    address: errorsTopic(LIFT),
    title: 'What was refused, and why; at most 10 a minute',
    payload: file('errors'),
    action: 'send',
    retain: false,
    qos: 0,
  },
  {
    name: 'context',
    address: contextTopic(LIFT),
    title: 'Context entries, by service accounts only',
    payload: file('context'),
    action: 'receive',
    retain: false,
    qos: 1,
  },
];

const keyed = <T>(make: (way: Way) => readonly [string, T]): Record<string, T> => Object.fromEntries(ways.map(make));

/** AsyncAPI 3 as liftwatch sees it: it receives readings and sends refusals. MQTT 3.1.1. */
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
    messages: keyed((way) => [
      way.name,
      {
        name: way.name,
        title: way.title,
        contentType: 'application/json',
        payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: way.payload },
      },
    ]),
  },
});
