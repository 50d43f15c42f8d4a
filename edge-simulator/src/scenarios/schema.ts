import { sensorNames } from '@liftwatch/schemas';
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,57}$/);
const seconds = z.number().min(0).max(31_536_000);

const lifts = z
  .union([z.literal('all'), z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe('Lifts it happens to: "all", a lift id, a site, a network, or a list of them');

const stepShape = {
  at: seconds.describe('When, s after the start'),
  everyS: seconds.optional().describe('Again and again with this period, s; absent: once'),
};
const onLifts = { ...stepShape, lifts };
const rawCode = z.strictObject({
  code: z.string().min(1).max(16),
  dialect: z.string().min(1).max(40).optional(),
});

/** What can happen in a scenario. */
export const step = z.discriminatedUnion('do', [
  z.strictObject({
    ...onLifts,
    do: z.literal('inject'),
    code: z.string().min(2).max(3).describe('Code of the fault catalogue'),
    args: z.record(z.string(), z.number()).optional(),
    forS: seconds.optional().describe('Ends by itself after this time from its onset, s; absent: until `end`'),
    staggerS: seconds.optional().describe('Each further lift so much later, s'),
    report: rawCode.optional().describe('The controller also sends this raw code'),
  }),
  z.strictObject({ ...onLifts, do: z.literal('end'), code: z.string().min(2).max(3) }),
  z.strictObject({
    ...onLifts,
    do: z.literal('call'),
    from: z.int().min(0).describe('Landing, counted from the lowest, 0'),
    to: z.int().min(0),
    people: z.int().min(1).max(20).default(1),
  }),
  z.strictObject({ ...onLifts, do: z.literal('press'), pressedMs: z.int().min(0).default(4_000) }),
  z.strictObject({
    ...onLifts,
    do: z.literal('emit'),
    code: z.string().min(1).max(16),
    dialect: z.string().min(1).max(40).optional(),
    phase: z.enum(['raised', 'cleared']).optional(),
    eventId: z.string().min(1).max(64).optional(),
  }),
  z.strictObject({ ...onLifts, do: z.literal('ghost').describe('The person sensor sees somebody who is not there') }),
  z.strictObject({ ...onLifts, do: z.literal('network'), reachable: z.boolean() }),
  z.strictObject({
    ...onLifts,
    do: z.literal('clock'),
    offsetS: z.number().optional().describe('Set the terminal clock this far from true time, s'),
    driftPpm: z.number().optional(),
  }),
  z.strictObject({ ...onLifts, do: z.literal('reboot') }),
  z.strictObject({ ...onLifts, do: z.literal('force-door').describe('People push the car door open by hand') }),
  z.strictObject({
    ...onLifts,
    do: z.literal('job'),
    jobId: z.string().min(1).max(40),
    phase: z.enum(['opened', 'technician-in', 'technician-out', 'closed']),
  }),
]);
export type Step = z.infer<typeof step>;

const unfittable = [
  ...sensorNames,
  'peopleCount',
  'overload',
  'topLimit',
  'bottomLimit',
  'driveStatus',
  'direction',
  'serviceMode',
  'machineRoomTemperatureC',
  'motorTemperatureC',
  'controllerTemperatureC',
  'carTemperatureC',
] as const;

export const group = z.strictObject({
  prefix: name.describe('Lifts are named {prefix}-01, {prefix}-02 ...'),
  count: z.int().min(1).max(99_999),
  site: name.default('site-1'),
  district: name.default('district-1'),
  firm: name.default('firm-1'),
  network: name.default('carrier-1'),
  floors: z.int().min(2).max(120).default(12),
  basements: z.int().min(0).max(9).default(0),
  ratedSpeedMps: z.number().min(0.25).max(15).default(1.75),
  ratedLoadKg: z.number().min(100).max(10_000).default(1_000),
  traffic: z.enum(['residential', 'office', 'none']).default('residential'),
  intensity: z.number().min(0).max(20).default(1).describe('Multiplies the traffic'),
  gateway: z.boolean().default(false).describe('All lifts of the group behind one connection'),
  dialect: z.string().min(1).max(40).default('core'),
  person: z
    .strictObject({
      holdMs: z.int().min(0).default(15_000).describe('Says "person" this long after the last movement, ms'),
      stillMeanMs: z.int().min(100).default(6_000).describe('Mean time between movements of a standing person, ms'),
      ghostsPerHour: z.number().min(0).default(0),
    })
    .prefault({}),
  unfitted: z.array(z.enum(unfittable)).default(['peopleCount']).describe('Signals that these lifts do not have'),
  heartbeatS: z.number().min(1).max(86_400).default(30),
  clockOffsetS: z.number().default(0),
});

export const scenario = z.strictObject({
  name,
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  about: z.string().describe('What is to be seen, in a sentence or two'),
  startAt: z.iso
    .datetime({ offset: true })
    .default('2026-03-02T08:00:00+08:00')
    .describe('Virtual start of a recording'),
  startHour: z
    .number()
    .min(0)
    .max(24)
    .optional()
    .describe('Hour of the day in the building at the start, also when run live; absent: from the clock'),
  durationS: z.number().min(1).max(31_536_000),
  fleet: z.array(group).min(1),
  steps: z.array(step).default([]),
});

/** A scenario as data, its defaults filled in. */
export type Scenario = z.infer<typeof scenario>;
/** A scenario as it may be written. */
export type ScenarioInput = z.input<typeof scenario>;
