import { expect, test } from 'vitest';
import { exitCodeOfFailure, unwritableBy } from './exit-codes.ts';

const failure = (of: object): Error => Object.assign(new Error('why'), of);

test.each([
  [{ code: 'LIFT_BROKER_CONFIG_INVALID' }, 78],
  [{ code: 'LIFT_DISPATCH_POLICY_INVALID' }, 78],
  [{ code: 'LIFT_BROKER_LISTEN_FAILED' }, 69],
  [{ code: 'LIFT_STORE_LOCKED' }, 69],
  [{ code: 'LIFT_STORE_LOG_MISSING' }, 66],
  [{ code: 'LIFT_STORE_LOG_CORRUPT' }, 65],
  [{ code: 'LIFT_STORE_LOG_UNWRITABLE' }, 73],
  [{ code: 'LIFT_STORE_FILE_UNWRITABLE' }, 73],
  [{ code: 'EADDRINUSE', syscall: 'listen' }, 69],
  [{ code: 'EACCES', syscall: 'listen' }, 69],
  [{ code: 'EACCES', syscall: 'mkdir' }, 73],
  [{ code: 'EEXIST', syscall: 'mkdir' }, 73],
  [{ code: 'ENOSPC', syscall: 'write' }, 73],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 14 }, 73],
  // SQLITE_READONLY_DBMOVED: an extended code.
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1032 }, 73],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1 }, 70],
  [{}, 70],
])('%j ends with %i', (of, exitCode) => expect(exitCodeOfFailure(failure(of))).toBe(exitCode));

test('what is thrown and is no error is a defect', () => {
  for (const thrown of [undefined, null, 'text', 5]) expect(exitCodeOfFailure(thrown)).toBe(70);
  expect(unwritableBy('EACCES')).toBeUndefined();
});
