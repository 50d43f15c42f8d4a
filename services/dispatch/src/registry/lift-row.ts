import { dialectNames, liftFacts, type LiftFacts } from '@liftwatch/schemas';
import { z } from 'zod';

const { type: _type, id: _id, at: _at, liftId, ...facts } = liftFacts.shape;
const text = z.string().min(1).max(100);
/** By a table that is not known every code of the lift would be an unknown one, and nobody called. */
const knownDialect = text
  .refine(
    (name) => dialectNames.includes(name.trim().toLowerCase()),
    `a code table that is known: ${dialectNames.join(', ')}`,
  )
  .optional();

/**
 * A lift as it is registered: what rules need (it goes into the log as context), and what people need to find the lift
 * and whoever answers for it. Codes are checked for their form; 17 or 18 places of a device code are both in use.
 */
export const liftRow = z.strictObject({
  liftId,
  ...facts,
  dialect: knownDialect,
  rescueCode: z
    .string()
    .regex(/^\d{6}$/, 'a rescue code: 6 digits, as on the plate in the car')
    .optional(),
  deviceCode: z
    .string()
    .regex(/^[0-9A-Z]{17,18}$/, 'a device code: 17 or 18 digits or capitals')
    .optional(),
  installedOn: z.iso.date('a day, yyyy-mm-dd').optional(),
  userUnit: text.optional(),
  safetyOfficerId: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'the id of a contact, never a name or number')
    .optional(),
  onDemandMaintenance: z.boolean().optional(),
  address: z.string().min(1).max(200).optional(),
});
export type LiftRow = z.infer<typeof liftRow>;

const factKeys = Object.keys(facts) as (keyof typeof facts)[];

/** What of a registered lift the rules hear of: never whom it belongs to. */
export const factsOf = (lift: LiftRow): Omit<LiftFacts, 'type' | 'id' | 'at'> =>
  Object.fromEntries(
    ['liftId' as const, ...factKeys].filter((key) => lift[key] !== undefined).map((key) => [key, lift[key]]),
  ) as Omit<LiftFacts, 'type' | 'id' | 'at'>;

/** Codes that name one lift only. */
export const uniqueCodes = ['registrationCode', 'rescueCode', 'deviceCode'] as const;
