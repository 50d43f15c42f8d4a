import { z } from 'zod';
import { bilingual, finding, incidentKind } from '../finding/finding.ts';
import { unixMs } from '../readings/envelope.ts';
import { priorities } from '../severity.ts';

export const recipientRoles = ['firm', 'platform', 'manager', 'operator'] as const;
export type RecipientRole = (typeof recipientRoles)[number];
export const channelNames = ['webhook', 'cap', 'sms', 'log'] as const;
export type ChannelName = (typeof channelNames)[number];

/** What a message says has happened to its incident. */
export const noticeKinds = ['suspected', 'alarm', 'updated', 'confirmed', 'withdrawn', 'released', 'rejected'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** queued: in the outbox · accepted: the carrier has it · delivered: a receipt says so · failed: given up, operator told. */
export const deliveryStates = ['queued', 'accepted', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The facts that a message is written from; frozen when it was decided, so that a retry says the same. */
export const deliveryContent = z.strictObject({
  kind: incidentKind,
  priority: z.enum(priorities),
  occupancy: finding.shape.occupancy,
  confirmation: finding.shape.confirmation,
  scope: z.string(),
  lift: finding.shape.lift,
  liftId: z.string().optional(),
  codes: z.array(z.string()),
  summary: bilingual,
  onsetAtMs: unixMs,
  ageMs: z.int().min(0),
  notConfirmedSinceMs: unixMs.optional(),
  selfReleased: z.boolean().optional(),
  takeOutOfUse: z.boolean(),
  suppressedLiftsCount: z.int().min(0),
});
export type DeliveryContent = z.infer<typeof deliveryContent>;

export const delivery = z
  .strictObject({
    deliveryId: z.string().min(8).max(64).describe('Idempotency key: webhook-id, CAP identifier'),
    incidentId: z.string(),
    episode: z.int().min(1),
    notice: z.enum(noticeKinds),
    role: z.enum(recipientRoles),
    recipientId: z.string(),
    channel: z.enum(channelNames),
    address: z.string().optional().describe('Absent where none is registered; phone numbers are masked in REST'),
    reason: z.string().describe('Which rule of the routing policy, as a stable code'),
    content: deliveryContent,
    refersTo: z
      .strictObject({ deliveryId: z.string(), createdAtMs: unixMs })
      .optional()
      .describe('The first message of this episode to this recipient'),
    createdAtMs: unixMs,
    state: z.enum(deliveryStates),
    attempts: z.int().min(0),
    possiblyRepeated: z.boolean().describe('An earlier attempt ended without an answer'),
    acceptedAtMs: unixMs.optional(),
    deliveredAtMs: unixMs.optional(),
    failedAtMs: unixMs.optional(),
    lastError: z.string().optional(),
  })
  .meta({ id: 'Delivery', title: 'One message to one recipient' });
export type Delivery = z.infer<typeof delivery>;
