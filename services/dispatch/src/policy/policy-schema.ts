import { incidentKind, priorities, recipientRoles } from '@liftwatch/schemas';
import { z } from 'zod';

const duration = z
  .string()
  .regex(/^\d+(\.\d+)? ?(s|min|h)$/, 'a time with its unit, as 90 s, 3 min or 1 h')
  .transform((text) => {
    const unit = /(s|min|h)$/.exec(text)?.[1] ?? 's';
    return Math.round(Number.parseFloat(text) * { s: 1_000, min: 60_000, h: 3_600_000 }[unit as 's' | 'min' | 'h']);
  });
const count = z.int().min(1);
const kind = incidentKind;
const priority = z.array(z.enum(priorities)).min(1);
const occupancy = z.array(z.enum(['occupied', 'unknown', 'empty'])).min(1);

const nameText = z.string().trim().min(1).max(40);
/** In both languages, or one text for both. */
const name = z.union(
  [nameText.transform((text) => ({ zh: text, en: text })), z.strictObject({ zh: nameText, en: nameText })],
  { error: 'one text of at most 40 characters, or {zh: ..., en: ...}' },
);

const step = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    name: name.optional(),
    clock: z.enum(['acknowledge', 'arrive', 'release']),
    after: duration,
    grace: duration.optional(),
    notice: z.enum(['reminder', 'escalated', 'overdue']),
    tell: z
      .array(
        z.strictObject({
          role: z.enum(recipientRoles),
          by: z.enum(['call', 'message']).optional(),
          ifAny: z.literal(true).optional(),
        }),
      )
      .min(1),
    calls: z.literal([2, 3]).optional(),
    takesOver: z.literal(true).optional(),
    whenEtaAbove: duration.optional(),
  })
  .transform(({ after, grace, whenEtaAbove, name: named, ...rest }) => ({
    ...rest,
    ...(named === undefined ? {} : { name: named }),
    afterMs: after,
    ...(grace === undefined ? {} : { graceMs: grace }),
    ...(whenEtaAbove === undefined ? {} : { whenEtaAboveMs: whenEtaAbove }),
  }));

const escalationShape = {
  id: z.string().min(1).max(64),
  when: z
    .array(
      z.strictObject({
        kinds: z.array(kind).min(1).optional(),
        priorities: priority.optional(),
        occupancies: occupancy.optional(),
      }),
    )
    .min(1),
  steps: z
    .array(step)
    .min(1)
    .max(50)
    .superRefine((steps, context) => {
      const twice = steps.find((s, n) => steps.findIndex((other) => other.id === s.id) !== n);
      if (twice) context.addIssue({ code: 'custom', message: `two steps are called ${twice.id}` });
    }),
};
const escalation = z.strictObject(escalationShape);

const ids = z.array(z.string().min(1).max(64)).min(1).optional();
const localEscalation = z
  .strictObject({
    for: z
      .strictObject({ districts: ids, firms: ids, sites: ids })
      .refine((where) => Object.values(where).some((one) => one !== undefined), {
        message: 'names a district, a firm or a site',
      }),
    ...escalationShape,
  })
  .transform(({ for: where, ...policy }) => ({ for: where, policy }));

const holding = z
  .strictObject({
    inhibition: z.array(z.strictObject({ by: z.array(kind).min(1), holds: priority })),
    beforeEntrapment: z.strictObject({ kinds: z.array(kind), wait: duration }),
    sitePowerHolds: z.array(z.enum(priorities)),
    flapping: z.strictObject({ changesCount: count, within: duration }),
    building: z.strictObject({ interval: duration }),
    storm: z.strictObject({ messagesCount: count, within: duration, digestEvery: duration }),
  })
  .partial();

const correlation = z
  .strictObject({
    groupWait: duration,
    reopenWithin: duration,
    power: z.strictObject({ minLiftsCount: count, within: duration }),
    network: z.strictObject({ minLiftsCount: count, within: duration }),
  })
  .partial();

/** A policy file: what it leaves out stays as delivered. People in danger are not in it: nothing holds them back. */
export const policyFile = z.strictObject({
  escalation: escalation.optional(),
  /** The first that fits an incident's place stands in for the general one. */
  escalations: z.array(localEscalation).max(200).optional(),
  holding: holding.optional(),
  correlation: correlation.optional(),
});
export type PolicyFile = z.infer<typeof policyFile>;
