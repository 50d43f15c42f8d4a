import { expect, test } from 'vitest';
import { decidedWords } from './decided-settings.ts';

test('a setting of a service that one process decides itself is told, with the one that counts', () => {
  expect(decidedWords({ LIFTWATCH_BROKER_MQTT_PORT: '1884', LIFTWATCH_ENGINE_DATA_DIR: '/data' })).toBe(
    'in one process these are decided by other settings: LIFTWATCH_BROKER_MQTT_PORT (give LIFTWATCH_MQTT_PORT), LIFTWATCH_ENGINE_DATA_DIR (give LIFTWATCH_DATA_DIR): ignored',
  );
});
test('nothing is told of settings that count', () => {
  expect(decidedWords({ LIFTWATCH_MQTT_PORT: '1884', LIFTWATCH_BROKER_HTTP_PORT: '0', PATH: '/bin' })).toBeUndefined();
});
