import { expect, test } from 'vitest';
import { configSchema, loadConfig } from './config.ts';

test('defaults stand without any variable', () => {
  expect(loadConfig({})).toMatchObject({ LIFTWATCH_ENGINE_PARTITIONS: 'all', LIFTWATCH_ENGINE_HTTP_PORT: 8081 });
});

test('every wrong variable is named at once', () => {
  expect(() => loadConfig({ LIFTWATCH_ENGINE_HTTP_PORT: 'x', LIFTWATCH_ENGINE_PARTITIONS: '1;2' })).toThrow(
    /LIFTWATCH_ENGINE_PARTITIONS="1;2"[^]*LIFTWATCH_ENGINE_HTTP_PORT="x"/,
  );
});

test('every variable is described and has a default', () => {
  for (const [key, schema] of Object.entries(configSchema.shape)) {
    expect(schema.description, key).toBeTruthy();
    expect(schema.safeParse(undefined).success, key).toBe(true);
  }
});
