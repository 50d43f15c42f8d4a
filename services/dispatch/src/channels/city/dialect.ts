import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { noticeKinds, type ChannelName, type NoticeKind } from '@liftwatch/schemas';
import { DispatchError } from '../../errors.ts';

/** Facts that a body can be filled with. `Local` times are of the dialect's clock. */
export const cityFacts = [
  'supplier',
  'deliveryId',
  'incidentId',
  'registrationCode',
  'liftId',
  'code',
  'priority',
  'occupancy',
  'floor',
  'place',
  'descriptionZh',
  'descriptionEn',
  'onsetLocal',
  'createdLocal',
] as const;
export type CityFact = (typeof cityFacts)[number];

type BodyValue = string | number | boolean | readonly BodyValue[] | { readonly [name: string]: BodyValue };
const bodyValue: z.ZodType<BodyValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(bodyValue), z.record(z.string(), bodyValue)]),
);

/** How one city wants to hear of alarms, as data: where to, which fields, which codes, and what its "taken" looks like. */
export const cityDialect = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  source: z.string().describe('Where this was read'),
  path: z.string().startsWith('/').describe('Below the address of the contact'),
  supplier: z.string().min(1).describe('Who we are there'),
  /** Offset of its clock, minutes; its times carry none. */
  utcOffsetMinutes: z.int().min(-840).max(840),
  /** Notices that it takes; the rest is not sent. */
  notices: z.array(z.enum(noticeKinds)),
  /** `${fact}` is filled in; an object with an unknown fact is left out. */
  body: z.record(z.string(), bodyValue),
  /** Our code to the city's; first by code, then by incident kind. A code that is named by neither is not sent. */
  codes: z.record(z.string(), z.string()),
  kinds: z.record(z.string(), z.string()).default({}),
  /** Field of its answer that must hold one of these; absent: any 2xx will do. */
  taken: z.strictObject({ field: z.string(), values: z.array(z.union([z.string(), z.number()])) }).optional(),
  tokenHeader: z.string().default('authorization'),
  tokenPrefix: z.string().default('Bearer '),
});
export type CityDialect = z.infer<typeof cityDialect>;

/**
 * The alarm interface of a Shanghai-type platform: an entrapment is 09 there; recoveries are not pushed; local time without
 * offset. The path, the fields and 09 were seen in use; 01 to 08 are the national core.
 */
export const shanghai: CityDialect = cityDialect.parse({
  name: 'shanghai',
  source: 'alarm interface of a Shanghai platform, as implemented in public code',
  path: '/platform/api/v1/iotAlarms',
  supplier: 'LIFTWATCH',
  utcOffsetMinutes: 480,
  notices: ['alarm', 'updated', 'confirmed'],
  body: {
    alarmId: '${supplier}-${deliveryId}',
    alarmChannel: 'S04',
    registerNumber: '${registrationCode}',
    occurTime: '${onsetLocal}',
    failureCode: '${code}',
    eventDesc: '${descriptionZh}',
    statusCollectTime: '${createdLocal}',
    params: [{ paramCode: 'floor', paramName: '楼层', paramValue: '${floor}' }],
  },
  codes: {
    ...Object.fromEntries(['01', '02', '03', '04', '05', '06', '07', '08'].map((code) => [code, code])),
    X01: '09',
    X02: '09',
  },
  kinds: { entrapment: '09' },
  taken: { field: 'code', values: [0, 200, '0', '200'] },
});

/** A dialect from a YAML file. @throws {DispatchError} LIFT_DISPATCH_CONFIG_INVALID naming every wrong field */
export const readCityDialect = (path: string): CityDialect => {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DispatchError('LIFT_DISPATCH_CONFIG_INVALID', `the city dialect ${path} cannot be read as YAML`, {
      recoverable: false,
      cause,
    });
  }
  const parsed = cityDialect.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new DispatchError('LIFT_DISPATCH_CONFIG_INVALID', `${path}: ${problems.join('; ')}`, {
    recoverable: false,
    problems,
  });
};

/** The dialect of a configuration: that of its file, else the one built in. @throws {DispatchError} as {@link readCityDialect} */
export const cityDialectOf = (config: { readonly LIFTWATCH_DISPATCH_CITY_FILE?: string | undefined }): CityDialect =>
  config.LIFTWATCH_DISPATCH_CITY_FILE === undefined ? shanghai : readCityDialect(config.LIFTWATCH_DISPATCH_CITY_FILE);

/** Which notices a channel has words for: a city's feed those of its dialect, every other channel all. */
export const openTakes = (config: Parameters<typeof cityDialectOf>[0]) => {
  const { notices } = cityDialectOf(config);
  return (channel: ChannelName, notice: NoticeKind): boolean => channel !== 'city' || notices.includes(notice);
};
