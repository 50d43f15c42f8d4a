import { z } from 'zod';
import { contextEntry } from './context/index.ts';
import { presenceReading } from './readings/presence.ts';
import { notJson, refusalOf, type Refusal } from './readings/refusal.ts';

/** Undefined: the text is good. */
type Refuse = (text: string) => Refusal | undefined;

const refuseBy = (schema: z.ZodType): Refuse => {
  const compiled = z.compile(schema);
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return notJson(text, error, 'one JSON object {...}');
    }
    const { success, error } = compiled.safeParse(value);
    return success ? undefined : refusalOf({ code: 'LIFT_READING_INVALID', base: '', schema, value, error });
  };
};

/** What is wrong with the text of a presence publish, in the words of a refused reading. */
export const refusePresence: Refuse = refuseBy(presenceReading);

/** What is wrong with the text of a context entry. That `liftId` is its topic's is for the receiver to see. */
export const refuseContext: Refuse = refuseBy(contextEntry);
