import { expect, test } from 'vitest';
import { z } from 'zod';
import { givenSettings, settingProblems } from './problems.ts';

const settings = z.object({
  LIFTWATCH_PORT: z.coerce.number().int().min(0).max(65_535).default(1883),
  LIFTWATCH_SPEED: z.coerce.number().positive().default(1),
  LIFTWATCH_LEVEL: z.enum(['info', 'debug']).default('info'),
  LIFTWATCH_NAME: z.string().min(1).max(8),
  LIFTWATCH_PARTS: z
    .string()
    .regex(/^(all|\d+)$/, 'write `all`, or a number')
    .default('all'),
  LIFTWATCH_SERVER_URL: z.url({ protocol: /^https?$/, error: 'write a URL that begins with https://' }).optional(),
  LIFTWATCH_PIN_TOKEN: z.string().min(20).optional(),
  LIFTWATCH_DUTY_PHONE: z
    .string()
    .regex(/^\+\d+$/, 'write a number as +86…')
    .optional(),
  LIFTWATCH_KEPT_BYTES: z.coerce.number().int().min(1_000).max(Number.MAX_SAFE_INTEGER).default(2_000),
});
const right = { LIFTWATCH_NAME: 'north' };
const problems = (env: Record<string, string>): readonly string[] => {
  const given = { ...right, ...env };
  const parsed = settings.safeParse(given);
  return parsed.success ? [] : settingProblems(settings, given, parsed.error);
};

test.each([
  [{ LIFTWATCH_PORT: '70000' }, 'LIFTWATCH_PORT="70000": takes a whole number from 0 to 65535 (default: 1883)'],
  [{ LIFTWATCH_PORT: 'mqtt' }, 'LIFTWATCH_PORT="mqtt": takes a whole number from 0 to 65535 (default: 1883)'],
  [{ LIFTWATCH_PORT: '1.5' }, 'LIFTWATCH_PORT="1.5": takes a whole number from 0 to 65535 (default: 1883)'],
  [{ LIFTWATCH_KEPT_BYTES: '1' }, 'LIFTWATCH_KEPT_BYTES="1": takes a whole number from 1000 up (default: 2000)'],
  [{ LIFTWATCH_SPEED: '-1' }, 'LIFTWATCH_SPEED="-1": takes a number above 0 (default: 1)'],
  [{ LIFTWATCH_LEVEL: 'loud' }, 'LIFTWATCH_LEVEL="loud": takes one of info, debug (default: info)'],
  [{ LIFTWATCH_NAME: 'far too long' }, 'LIFTWATCH_NAME="far too long": takes 1 to 8 characters (required)'],
  [{ LIFTWATCH_PARTS: 'some' }, 'LIFTWATCH_PARTS="some": write `all`, or a number (default: all)'],
  [
    { LIFTWATCH_SERVER_URL: 'ftp://anna:s3cret@host/' },
    'LIFTWATCH_SERVER_URL="ftp://***@host/": write a URL that begins with https:// (without it: unset)',
  ],
])('%j', (env, said) => expect(problems(env as unknown as Record<string, string>)).toEqual([said]));

test('what is missing and has no default', () => {
  const parsed = settings.safeParse({});
  const said = parsed.success ? [] : settingProblems(settings, {}, parsed.error);
  expect(said).toEqual(['LIFTWATCH_NAME is not set: takes 1 to 8 characters (required)']);
});
test('neither a secret nor a person is repeated', () => {
  const said = problems({ LIFTWATCH_PIN_TOKEN: 's3cret', LIFTWATCH_DUTY_PHONE: '13800138000' }).join('\n');
  expect(said).toContain('LIFTWATCH_PIN_TOKEN (given, not shown)');
  expect(said).toContain('LIFTWATCH_DUTY_PHONE (given, not shown): write a number as +86…');
  expect(said).not.toMatch(/s3cret|138001/);
});
test('a long value is cut', () => {
  expect(problems({ LIFTWATCH_PARTS: 'x'.repeat(5_000) })[0]?.length).toBeLessThan(250);
});
test('a setting that is set to nothing is not set', () => {
  expect(givenSettings({ LIFTWATCH_PORT: '', LIFTWATCH_NAME: ' ', LIFTWATCH_LEVEL: 'debug', X: undefined })).toEqual({
    LIFTWATCH_LEVEL: 'debug',
  });
});
