import { z } from 'zod';

type Env = Readonly<Record<string, string | undefined>>;
type Settings = z.ZodObject<Record<string, z.ZodType>>;

/** Settings whose value is itself a secret, or names a person: never repeated. A file that holds one may be named. */
const PRIVATE = /(PASSWORD|SECRET|TOKEN|KEY|USER|USERNAME|PHONE|MAIL)$/;
const USER_OF_URL = /\/\/[^/@\s]*@/g;
const LONGEST_SHOWN = 120;

/** What was given, as it may be shown: no secret, no person, and no user or password out of a URL. */
const shown = (name: string, given: string): string => {
  if (PRIVATE.test(name)) return `${name} (given, not shown)`;
  const text = given.replaceAll(USER_OF_URL, '//***@');
  return `${name}=${JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)}`;
};

/** The environment without what is set to nothing: `NAME=` in a file of settings leaves the setting as it is by itself. */
export const givenSettings = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

/** The part of JSON Schema that says which values a setting takes. */
interface Allowed {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

const bounds = ({ minimum, maximum, exclusiveMinimum }: Allowed): string => {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}${most === undefined ? '' : ` up to ${most}`}`;
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` from ${least} up`;
  return most === undefined ? '' : ` up to ${most}`;
};

/** Which values are taken, in words; undefined: what the refusal itself says must do. */
const takes = (allowed: Allowed): string | undefined => {
  if (allowed.enum) return `one of ${allowed.enum.join(', ')}`;
  if (allowed.type === 'integer') return `a whole number${bounds(allowed)}`;
  if (allowed.type === 'number') return `a number${bounds(allowed)}`;
  if (allowed.type !== 'string') return undefined;
  const { minLength = 0, maxLength } = allowed;
  if (maxLength !== undefined) return `${minLength} to ${maxLength} characters`;
  return minLength > 0 ? 'not empty' : undefined;
};

const allowedBy = (schema: z.ZodType): Allowed => {
  try {
    return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Allowed;
  } catch {
    return {};
  }
};

const defaultOf = ({ default: value }: Allowed): string => {
  if (value === undefined || value === '') return 'without it: unset';
  return `default: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
};

/** Zod's own words for what the range already says. */
const PLAIN = /^(Invalid (input|option)|Too (big|small))/;

const problem = (settings: Settings, env: Env, issue: z.core.$ZodIssue): string => {
  const name = String(issue.path[0] ?? '');
  const given = env[name];
  const schema = settings.shape[name];
  const allowed = schema ? allowedBy(schema) : {};
  const range = takes(allowed);
  const plain = PLAIN.test(issue.message) && range !== undefined;
  const what = [range && `takes ${range}`, plain ? undefined : issue.message].filter((one) => one !== undefined);
  const said = given === undefined ? `${name} is not set` : shown(name, given);
  const fallback = schema?.safeParse(undefined).success === true ? defaultOf(allowed) : 'required';
  return `${said}: ${what.join('; ')} (${fallback})`;
};

/**
 * What is wrong with the settings of a service, one line for each: its name, what was given (never a secret, a person or
 * the user of a URL), what is allowed, and what holds without it. Pure.
 */
export const settingProblems = (settings: Settings, env: Env, error: z.ZodError): readonly string[] =>
  error.issues.map((issue) => problem(settings, env, issue));
