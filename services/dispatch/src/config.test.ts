import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

test('defaults suffice; every wrong key is named at once', () => {
  expect(loadConfig({}).LIFTWATCH_DISPATCH_HTTP_HOST).toBe('127.0.0.1');
  expect(() => loadConfig({ LIFTWATCH_DISPATCH_HTTP_PORT: 'x', LIFTWATCH_DISPATCH_CAP_SENDER: 'a b' })).toThrow(
    /LIFTWATCH_DISPATCH_HTTP_PORT[^]*LIFTWATCH_DISPATCH_CAP_SENDER/,
  );
});
