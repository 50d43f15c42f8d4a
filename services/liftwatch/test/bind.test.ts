import { expect, test } from 'vitest';
import { loadConfig, reachedAt } from '../src/config.ts';
import { welcome } from '../src/start/announce.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['::1', '[::1]'],
  ['fd00::7', '[fd00::7]'],
])('what listens on %s is reached on its machine at %s', (bind, host) => expect(reachedAt(bind)).toBe(host));

test('commands ask the services where the all-in-one process listens', () => {
  const config = loadConfig({ LIFTWATCH_BIND: '::1' });
  expect(config.LIFTWATCH_DISPATCH_URL).toBe('http://[::1]:8082');
  expect(config.LIFTWATCH_ENGINE_URL).toBe('http://[::1]:8081');
  expect(loadConfig({ LIFTWATCH_BIND: '::1', LIFTWATCH_ENGINE_URL: 'http://x' }).LIFTWATCH_ENGINE_URL).toBe('http://x');
});

test('the line to paste names the host where it is not this one by default', () => {
  const places = { console: '', engine: '', dispatch: '', brokerHealth: '', mqttPort: 1883, sandbox: undefined };
  const shown = (mqttHost: string): string =>
    welcome({ ...places, mqttHost, lifts: 0, liftId: 'my-lift', dataDir: '.liftwatch' });
  expect(shown('127.0.0.1')).toContain('mosquitto_pub -p 1883 ');
  expect(shown('[::1]')).toContain('mosquitto_pub -h ::1 -p 1883 ');
  expect(shown('[::1]')).toContain('mqtt://[::1]:1883 ');
});
