import { z } from 'zod';
import { unixMs } from './envelope.ts';

/** Retained; also the usual last will. A hint for people: the broker's own session entries decide. */
export const presenceReading = z
  .strictObject({
    status: z.enum(['online', 'offline']).describe('As the terminal, or its last will, says [liftwatch, D]'),
    at: unixMs
      .optional()
      .describe(
        "When, by the terminal's own clock; ms since the Unix epoch (UTC), 0 or more. A last will has none [liftwatch, D]",
      ),
  })
  .meta({ id: 'PresenceReading', title: 'Presence of the terminal at a lift' });
export type PresenceReading = z.infer<typeof presenceReading>;
