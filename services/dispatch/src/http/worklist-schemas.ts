import { precisionRow, warningCauseNames, worklistItem } from '@liftwatch/schemas';
import { z } from 'zod';

const by = z.string().min(1).max(64).describe('An id, never a name or number');
const note = z.string().max(500).optional();
const cause = z.enum(warningCauseNames);

export const rankBody = z.strictObject({ by }).meta({ id: 'RankBody' });
export const capacityBody = z
  .strictObject({ by, perDay: z.int().min(0).max(1_000).describe('Warnings that crews can look at in a day') })
  .meta({ id: 'CapacityBody' });
export const crewBodies = {
  accept: z.strictObject({ by, note }).meta({ id: 'AcceptBody' }),
  return: z.strictObject({ by, note }).meta({ id: 'ReturnBody' }),
  confirm: z.strictObject({ by, note, cause: cause.describe('What was found') }).meta({ id: 'ConfirmWarningBody' }),
  reject: z
    .strictObject({ by, note, cause: cause.optional().describe('What it was instead; absent: nothing was found') })
    .meta({ id: 'RejectWarningBody' }),
} as const;
export type CrewWord = keyof typeof crewBodies;
export const isCrewWord = (word: string): word is CrewWord => Object.hasOwn(crewBodies, word);

const work = {
  firmId: z.string().describe('`none`: lifts without a firm in the registry'),
  capacityPerDay: z.int(),
  capacitySaid: z.boolean().describe('false: worked out from the fleet, 1.5 % of it per week'),
  rankedAtMs: z.int().nullable(),
  act: z.int(),
  watch: z.int(),
  accepted: z.int(),
};
export const worklistsAnswer = z.strictObject({ firms: z.array(z.strictObject(work)) }).meta({ id: 'Worklists' });
export const worklistAnswer = z
  .strictObject({
    ...work,
    items: z.array(worklistItem).describe('The list in its order, then what is accepted, then what is watched'),
    closed: z.array(worklistItem).describe('The 50 closed last'),
  })
  .meta({ id: 'FirmWorklist' });
export const precisionAnswer = z.strictObject({ rows: z.array(precisionRow) }).meta({ id: 'Precision' });
export { worklistItem };
