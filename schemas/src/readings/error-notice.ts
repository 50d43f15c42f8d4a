import { z } from 'zod';

/** What a terminal is told on its `errors` topic. QoS 0 and at most 10 a minute: a hint, the dead letters have all. */
export const errorNotice = z
  .strictObject({
    topic: z.string().describe('Topic of the refused publish, its first 200 characters [liftwatch, D]'),
    code: z.string().describe('Stable code, LIFT_READING_... or LIFT_BATCH_..., see docs/errors.md [liftwatch, D]'),
    field: z.string().describe('Place in the payload: readings[2].floor; empty for the whole payload [liftwatch, D]'),
    message: z.string().describe('What is wrong and what to do [liftwatch, D]'),
    readingIndex: z
      .int()
      .min(0)
      .optional()
      .describe('Index of the refused reading in its batch, count, 0 or more [liftwatch, D]'),
  })
  .meta({ id: 'ErrorNotice', title: 'What was refused, and why' });
export type ErrorNotice = z.infer<typeof errorNotice>;
