import { liftIdPattern } from '@liftwatch/schemas';
import type { z } from 'zod';
import { DispatchError } from '../errors.ts';

/** What the schema makes of a request. @throws {DispatchError} LIFT_DISPATCH_BODY_INVALID naming each field */
export const check = <T extends z.ZodType>(schema: T, value: unknown): z.infer<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'request'}: ${issue.message}`,
  );
  throw new DispatchError('LIFT_DISPATCH_BODY_INVALID', `${problems.join('; ')}; see /openapi.json`, {
    recoverable: false,
    problems,
  });
};

/** @throws {DispatchError} LIFT_DISPATCH_BODY_INVALID */
export const checkLift = (liftId: string): string => {
  if (liftIdPattern.test(liftId)) return liftId;
  throw new DispatchError(
    'LIFT_DISPATCH_BODY_INVALID',
    `"${liftId.slice(0, 80)}" is not a lift id: 1-64 of A-Z a-z 0-9 . _ -`,
    { recoverable: false },
  );
};
