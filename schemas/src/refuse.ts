import { z } from 'zod';
import { contextEntry } from './context/index.ts';
import { presenceReading } from './readings/presence.ts';
import { refusalOf, type Refusal } from './readings/refusal.ts';

/** Undefined: the text is good. */
type Refuse = (text: string) => Refusal | undefined;

const refuseBy = (schema: z.ZodType): Refuse => {
  const compiled = z.compile(schema);
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'syntax error';
      return { code: 'LIFT_READING_NOT_JSON', field: '', message: `payload is not JSON: ${why}` };
    }
    const { success, error } = compiled.safeParse(value);
    return success ? undefined : refusalOf({ code: 'LIFT_READING_INVALID', base: '', schema, value, error });
  };
};

/** What is wrong with the text of a presence publish, in the words of a refused reading. */
export const refusePresence: Refuse = refuseBy(presenceReading);

/** What is wrong with the text of a context entry. That `liftId` is its topic's is for the receiver to see. */
export const refuseContext: Refuse = refuseBy(contextEntry);
