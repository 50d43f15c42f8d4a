import { isUtf8 } from 'node:buffer';
import { decodePublish, parseTopic, type Refusal } from '@liftwatch/schemas';

export interface Refused {
  readonly topic: string;
  /** Place in a batch; absent: the whole publish. */
  readonly index?: number;
  readonly refusal: Refusal;
}

const whole = (topic: string, code: Refusal['code'], message: string): Refused[] => [
  { topic, refusal: { code, field: '', message } },
];

/** What the broker would refuse of a publish, with the reasons it would tell the terminal. */
export const refusalsOf = (publish: { readonly topic: string; readonly payload: Buffer }): readonly Refused[] => {
  const { topic, payload } = publish;
  const parsed = parseTopic(topic);
  if (parsed.type === 'presence') return [];
  if (parsed.type !== 'reading')
    return whole(topic, 'LIFT_READING_FOREIGN_TOPIC', 'not a reading topic: publish to lift/v1/{liftId}/{kind}');
  if (!isUtf8(payload)) return whole(topic, 'LIFT_READING_NOT_UTF8', 'payload is not UTF-8 text: send JSON in UTF-8');
  const decoded = decodePublish(parsed.kind, payload.toString('utf8'));
  if (!decoded.ok) return [{ topic, refusal: decoded.refusal }];
  return decoded.items.flatMap((item) => (item.ok ? [] : [{ topic, index: item.index, refusal: item.refusal }]));
};
