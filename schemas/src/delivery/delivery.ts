import { z } from 'zod';
import { bilingual, finding, incidentKind } from '../finding/finding.ts';
import { unixMs } from '../readings/envelope.ts';
import { priorities } from '../severity.ts';

/** crew, backup: the people on duty of the firm · station: level 2 · rescue: level 3, fire and police. */
export const recipientRoles = [
  'firm',
  'platform',
  'manager',
  'operator',
  'crew',
  'backup',
  'station',
  'rescue',
] as const;
export type RecipientRole = (typeof recipientRoles)[number];
/** webhook and mqtt: systems of a firm · cap and city: emergency platforms · email, sms, voice: people · log: the operator's own log. */
export const channelNames = ['webhook', 'mqtt', 'cap', 'city', 'email', 'sms', 'voice', 'log'] as const;
export type ChannelName = (typeof channelNames)[number];

/**
 * What a message says has happened to its incident. reminder: still not acknowledged · escalated: the next level is
 * called · overdue: a clock has passed · taken: somebody owns it, the others stand by · digest: what was held back in a
 * storm, in one message · undelivered: somebody was not reached, call by hand · noted: what the recipient has answered was
 * taken, by carriers that cannot say so at once.
 */
export const noticeKinds = [
  'suspected',
  'alarm',
  'updated',
  'confirmed',
  'withdrawn',
  'released',
  'rejected',
  'undelivered',
  'reminder',
  'escalated',
  'overdue',
  'taken',
  'digest',
  'noted',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/**
 * queued: in the outbox · accepted: the carrier has it · delivered: a receipt says so · acknowledged: its recipient answered ·
 * failed: given up, operator told · superseded: never sent, since a newer message to the same person says the opposite, or nobody needs the call any more.
 */
export const deliveryStates = ['queued', 'accepted', 'delivered', 'acknowledged', 'failed', 'superseded'] as const;
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
  level: z.literal([1, 2, 3]).optional().describe('Level of the rescue network that this message calls'),
  note: bilingual.optional().describe('Why this message, where the notice alone does not say it'),
  drill: z.boolean().optional(),
  formerOnsetAtMs: unixMs
    .optional()
    .describe('It has begun anew: when the former one began, which has ended and of which the recipient was told'),
  goesOnIn: z
    .string()
    .optional()
    .describe('Nothing has ended: it goes on in this incident of the lift, whose own end is told'),
  toOwner: z.literal(true).optional().describe('Its recipient has taken it on: he is asked to arrive, not to accept'),
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
    personId: z
      .string()
      .optional()
      .describe('Whose contact it is, where a person has several; absent: the recipient is the person'),
    channel: z.enum(channelNames),
    address: z.string().optional().describe('Absent where none is registered; phone numbers are masked in REST'),
    reason: z.string().describe('Which rule of the routing policy, as a stable code'),
    content: deliveryContent,
    refersTo: z
      .strictObject({ deliveryId: z.string(), createdAtMs: unixMs })
      .optional()
      .describe('The first message of this episode to this recipient'),
    alsoRefersTo: z
      .array(z.strictObject({ deliveryId: z.string(), createdAtMs: unixMs }))
      .optional()
      .describe('CAP: the later ones, oldest first; an update that is not named is not taken back by the next'),
    createdAtMs: unixMs,
    retriedAtMs: unixMs.optional().describe('An operator gave it another day'),
    state: z.enum(deliveryStates),
    attempts: z.int().min(0),
    possiblyRepeated: z.boolean().describe('An earlier attempt ended without an answer'),
    provider: z.string().optional().describe('The carrier that has it, or had the last attempt'),
    carrierId: z.string().optional().describe('What that carrier calls it'),
    tried: z.array(z.string()).optional().describe('Carriers that have had their turn in this round'),
    refusedBy: z.array(z.string()).optional().describe('Carriers that will never take this message'),
    replySlot: z
      .string()
      .regex(/^[A-Z]?$/)
      .optional()
      .describe('Letter that a reply by SMS adds to its digit, where several incidents are open for one number'),
    language: z.enum(['zh', 'en']).optional().describe('Language of the recipient; absent: zh'),
    acceptedAtMs: unixMs.optional(),
    deliveredAtMs: unixMs.optional(),
    acknowledgedAtMs: unixMs.optional(),
    unreachedAtMs: unixMs
      .optional()
      .describe('No carrier took it, or no receipt came in time: the next person was told'),
    failedAtMs: unixMs.optional(),
    supersededBy: z.string().optional().describe('The newer message that says the opposite'),
    notPlaced: z
      .enum(['taken-on', 'over', 'never-called'])
      .optional()
      .describe('Why a call was left out: somebody has taken it on, it is over, or what it takes back was never said'),
    lineBusySinceMs: unixMs.optional().describe('A call waits, or waited, from then on: its number had another call'),
    lastError: z.string().optional(),
  })
  .meta({ id: 'Delivery', title: 'One message to one recipient' });
export type Delivery = z.infer<typeof delivery>;
