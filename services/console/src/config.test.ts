import { describe, expect, it } from 'vitest';
import { configSchema, loadConfig } from './config.ts';
import { ConsoleError } from './errors.ts';

describe('configuration of the console', () => {
  it('needs nothing set', () => {
    expect(loadConfig({}).LIFTWATCH_CONSOLE_HTTP_PORT).toBe(8080);
  });

  it('lists every wrong key at once, with its value', () => {
    const load = () =>
      loadConfig({ LIFTWATCH_CONSOLE_HTTP_PORT: '99999', LIFTWATCH_CONSOLE_ENGINE_URL: 'javascript:alert(1)' });
    expect(load).toThrow(ConsoleError);
    expect(load).toThrow(/HTTP_PORT="99999"[\s\S]*ENGINE_URL="javascript:alert\(1\)"/);
  });

  it('describes every key', () => {
    for (const [key, schema] of Object.entries(configSchema.shape)) {
      expect(key).toMatch(/^LIFTWATCH_CONSOLE_[A-Z_]+$/);
      expect(schema.description, key).toMatch(/.{10,}/);
    }
  });
});
