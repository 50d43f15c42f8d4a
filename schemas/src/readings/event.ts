import { z } from 'zod';
import { envelopeShape, text } from './envelope.ts';

const eventShape = {
  ...envelopeShape,
  eventId: text(1, 64)
    .optional()
    .describe(
      "The sender's own id of this fault; raise and clear of one fault share it, repeats of it are one fault, 1-64 characters [liftwatch, D]",
    ),
  phase: z
    .enum(['raised', 'cleared'])
    .optional()
    .describe(
      'The fault begins or ends; absent: raised. A clear without eventId ends the open fault of that code [liftwatch, D]',
    ),
  floor: text(1, 4).optional().describe('Floor as shown in the car when it happened, 1-4 characters [liftwatch, D]'),
  text: text(0, 500)
    .optional()
    .describe("The sender's own words, kept as evidence, at most 500 characters [liftwatch, D]"),
};

/** A raw code of a named dialect. The code is kept as it came; what it means is looked up by (dialect, code). */
export const codeEvent = z
  .strictObject({
    ...eventShape,
    type: z.literal('code').describe('A raw code of a named dialect [liftwatch, D]'),
    dialect: text(1, 40)
      .optional()
      .describe(
        "Code table of the sender: core, regulator, shanghai ...; absent: the lift's own dialect, else core [liftwatch, D]",
      ),
    code: text(1, 16).describe(
      'Fault, event or alarm code as the sender writes it: "04", "90", "0101"; 1-16 characters [GB/T 24476 and dialects, S]',
    ),
  })
  .meta({ id: 'CodeEvent', title: 'Raw code of a named dialect' });

/** The alarm button in the car. `pressedMs` absent: duration unknown, which counts as a real press. */
export const alarmButtonEvent = z
  .strictObject({
    ...eventShape,
    type: z.literal('alarm-button').describe('The alarm button in the car (code 90) [liftwatch, D]'),
    pressedMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .optional()
      .describe('How long the button was held, ms, 0-3600000 [liftwatch, D]'),
  })
  .meta({ id: 'AlarmButtonEvent', title: 'Alarm button in the car' });

export const eventReading = z
  .discriminatedUnion('type', [codeEvent, alarmButtonEvent])
  .meta({ id: 'EventReading', title: 'Code or alarm button' });
export type EventReading = z.infer<typeof eventReading>;
export type CodeEvent = z.infer<typeof codeEvent>;
export type AlarmButtonEvent = z.infer<typeof alarmButtonEvent>;
