import { z } from 'zod';
import { unixMs } from './envelope.ts';

/** Retained; also the usual last will. A hint for people: the broker's own session entries decide. */
export const presenceReading = z
  .strictObject({
    status: z.enum(['online', 'offline']).describe('As the terminal, or its last will, says'),
    at: unixMs.optional().describe("When, by the terminal's own clock; ms (UTC). A last will has none"),
  })
  .meta({ id: 'PresenceReading', title: 'Presence of the terminal at a lift' });
export type PresenceReading = z.infer<typeof presenceReading>;
