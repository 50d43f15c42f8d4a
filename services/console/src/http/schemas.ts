import { bilingual, liftIdPattern } from '@liftwatch/schemas';
import { z } from 'zod';
import { ConsoleError } from '../errors.ts';
import { roles } from '../sign-in/person.ts';
import { trendFields, type TrendMeasurement } from '../series/trends.ts';

/** @throws {ConsoleError} LIFT_CONSOLE_REQUEST_INVALID naming each wrong field */
export const check = <T extends z.ZodType>(schema: T, value: unknown): z.infer<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`).join('; ');
  throw new ConsoleError('LIFT_CONSOLE_REQUEST_INVALID', `${wrong}; see /openapi.json`);
};

const id = z.string().min(1).max(64);
const count = z.int().min(0);
const instant = z.int().min(0).describe('ms since the Unix epoch (UTC)');
export const condition = z.enum(['normal', 'fault', 'unknown']).describe('unknown: silent, stale or never heard');
const census = z.strictObject({ normal: count, fault: count, unknown: count }).meta({ id: 'Census' });

export const fleetQuery = z.strictObject({
  q: z
    .string()
    .max(200)
    .default('')
    .describe('Words that all must occur: id, name, codes, address, site, district, firm'),
  districtId: id.optional(),
  siteId: id.optional(),
  firmId: id.optional(),
  condition: condition.optional(),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const groupsQuery = z.strictObject({ by: z.enum(['district', 'site', 'firm']).default('district') });

export const fleetLift = z
  .strictObject({
    liftId: id,
    registered: z.boolean(),
    name: z.string().nullable(),
    registrationCode: z.string().nullable(),
    rescueCode: z.string().nullable(),
    address: z.string().nullable(),
    siteId: id.nullable(),
    siteName: z.string().nullable(),
    districtId: id.nullable(),
    districtName: z.string().nullable(),
    firmId: id.nullable(),
    firmName: z.string().nullable(),
    condition,
    heardAtMs: instant.nullable(),
    openFindings: count.nullable().describe('null: nobody can say'),
  })
  .meta({ id: 'FleetLift' });
export const fleetAnswer = z
  .strictObject({ total: count, census, lifts: z.array(fleetLift), asOfMs: instant.nullable() })
  .meta({ id: 'Fleet' });
export const groupsAnswer = z
  .strictObject({
    groups: z.array(z.strictObject({ id: id.nullable(), name: z.string().nullable(), lifts: count, census })),
    asOfMs: instant.nullable(),
  })
  .meta({ id: 'FleetGroups' });
export const fleetLiftAnswer = z
  .strictObject({
    lift: fleetLift.nullable(),
    facts: z.looseObject({}).nullable().describe('As registered; null: not registered'),
  })
  .meta({ id: 'FleetLiftDetail' });

export const liftPath = z.strictObject({ id: z.string().regex(liftIdPattern, 'not a lift id') });
const measurements = Object.keys(trendFields) as [TrendMeasurement, ...TrendMeasurement[]];
const DAY_MS = 86_400_000;
export const trendQuery = z
  .strictObject({
    measurement: z.enum(measurements),
    fields: z
      .string()
      .transform((text) => text.split(','))
      .describe('Names, separated by commas'),
    fromMs: z.coerce.number().int().min(0),
    toMs: z.coerce.number().int().min(0),
  })
  .superRefine(({ measurement, fields, fromMs, toMs }, context) => {
    const known: readonly string[] = trendFields[measurement];
    const strange = fields.filter((field) => !known.includes(field));
    if (strange.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['fields'],
        message: `${strange.join(', ')} is none of ${known.join(', ')}`,
      });
    if (toMs <= fromMs || toMs - fromMs > 800 * DAY_MS)
      context.addIssue({ code: 'custom', path: ['toMs'], message: 'must lie after fromMs, at most 800 days' });
  });
export const trendAnswer = z
  .strictObject({
    rows: z.array(
      z.strictObject({
        atMs: instant,
        fields: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]).nullable()),
      }),
    ),
    isCut: z.boolean().describe('There is more than was sent'),
  })
  .meta({ id: 'Trend' });

export const streamQuery = z.strictObject({ lift: z.string().regex(liftIdPattern, 'not a lift id').optional() });

export const overviewAnswer = z
  .strictObject({
    nowMs: instant.describe('Clock of the console'),
    census,
    fleetAsOfMs: instant.nullable(),
    incidentsAsOfMs: instant.nullable().describe('When dispatch was last heard; null: not yet'),
    who: z
      .strictObject({ id: z.string(), role: z.enum(roles), name: z.string().nullable() })
      .nullable()
      .describe('Who reads this has signed in as; null: nobody by name, at the machine itself'),
    mayChange: z.boolean().describe('Duty, rules, policy and checks may be changed'),
    mayAct: z.boolean().describe('Incidents and warnings may be answered'),
    seesWhole: z.boolean().describe('Also what is of no lift: refused publishes, credentials of terminals'),
    mqttUrl: z.string(),
    isDemo: z.boolean(),
  })
  .meta({ id: 'Overview' });

export const sessionBody = z
  .strictObject({
    token: z
      .string()
      .max(500)
      .regex(/^[\x21-\x7e]+$/, 'write the token as it was given: visible ASCII characters without spaces')
      .describe('A token of dispatch, of any role'),
  })
  .meta({ id: 'SessionBody' });
export const sessionAnswer = z.strictObject({ signedIn: z.literal(true) }).meta({ id: 'Session' });
export const signedOutAnswer = z
  .strictObject({
    signedIn: z.literal(false),
    goTo: z
      .string()
      .nullable()
      .describe('Where one signs out at the identity provider too; null: there is nothing to do'),
  })
  .meta({ id: 'SignedOut' });
export const signInWays = z
  .strictObject({
    providerHost: z.string().nullable().describe('The identity provider, at /auth/login; null: with a token alone'),
  })
  .meta({ id: 'SignInWays' });

export const credentialBody = z
  .strictObject({
    terminalId: z.string().regex(liftIdPattern, '1-64 of A-Z a-z 0-9 . _ -'),
    lifts: z.array(z.string().regex(liftIdPattern, 'not a lift id')).min(1).max(100),
  })
  .meta({ id: 'CredentialBody' });
export const credentialAnswer = z
  .strictObject({ username: z.string(), password: z.string().describe('Told once, stored nowhere') })
  .meta({ id: 'Credential' });

export const deadLettersAnswer = z
  .strictObject({
    letters: z.array(
      z.strictObject({
        receivedAtMs: instant,
        terminalId: z.string(),
        topic: z.string(),
        code: z.string(),
        message: z.string(),
        payload: z.string().describe('Its beginning'),
      }),
    ),
  })
  .meta({ id: 'DeadLetters' });
export const redriveProgress = z
  .strictObject({ running: z.strictObject({ redriven: count, stillRefused: count }).nullable() })
  .meta({ id: 'RedriveProgress' });
export const redriveAnswer = z.strictObject({ redriven: count, stillRefused: count }).meta({ id: 'Redriven' });

export const wordsAnswer = z
  .strictObject({
    codes: z.record(z.string(), z.strictObject({ zh: z.string(), en: z.string(), component: z.string() })),
    warningCauses: z.record(z.string(), bilingual).describe('What a crew can find behind a warning'),
    causes: z.record(z.string(), bilingual).describe('Why it came to an incident, as closing files it'),
    priorities: z.record(z.string(), z.strictObject({ zh: z.string(), en: z.string(), colour: z.string() })),
  })
  .meta({ id: 'Words' });

export const problemAnswer = z
  .strictObject({
    type: z.string().describe('urn:liftwatch:error:CODE'),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
