import { z } from 'zod';

/** Milliseconds since the Unix epoch, UTC. */
export type UnixMs = number;

export const unixMs = z.int().min(0).max(8_640_000_000_000_000);

/**
 * A text of so many characters (code points, as JSON Schema counts them). U+0000 and half a surrogate pair are refused:
 * no URL, file or time series carries them.
 */
export const text = (least: number, most: number) =>
  z.string().regex(new RegExp(`^[^\\u0000\\ud800-\\udfff]{${least},${most}}$`, 'u'), {
    error: `must have ${least === 0 ? `at most ${most}` : `${least}-${most}`} characters, none of them U+0000 or half a surrogate pair`,
  });

/** The name of a lift in topics: no MQTT wildcard, no level separator, at most 64 characters. */
export const liftIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const liftId = z
  .string()
  .regex(liftIdPattern)
  .describe('Lift id: 1-64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit');

/**
 * What every reading carries. `boot` and `seq` are optional so that a reading can be typed by hand; without both,
 * a reading is never recognised as a duplicate.
 */
export const envelopeShape = {
  at: unixMs.describe(
    "When it was so, by the terminal's own clock; ms since the Unix epoch (UTC), 0 or more [liftwatch, D]",
  ),
  boot: text(1, 64)
    .optional()
    .describe(
      'Names the current boot of the terminal; any string that changes when `seq` starts anew, 1-64 characters [liftwatch, D]',
    ),
  seq: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Counts readings of this terminal within one boot; the same (terminal, boot, seq) is the same reading; count, 0 or more [liftwatch, D]',
    ),
  sentAt: unixMs
    .optional()
    .describe(
      "When this copy was sent, by the terminal's own clock; ms since the Unix epoch (UTC), 0 or more. Absent: equal to `at` [liftwatch, D]",
    ),
};

/** A value that a sensor can say it no longer knows: `null` = unknown, absent = unchanged since last reported. */
export const orUnknown = <T extends z.ZodType>(schema: T) => schema.nullable().optional();
