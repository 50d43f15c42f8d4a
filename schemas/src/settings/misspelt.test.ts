import { expect, test } from 'vitest';
import { knownSettings } from './known.generated.ts';
import { misspeltSettings, misspeltWords } from './misspelt.ts';

test('a name that no service reads is told, with the nearest that one does', () => {
  expect(misspeltSettings({ LIFTWATCH_MQTT_PROT: '1', LIFTWATCH_BROKER_MQQT_PORT: '1' })).toEqual([
    { name: 'LIFTWATCH_BROKER_MQQT_PORT', meant: 'LIFTWATCH_BROKER_MQTT_PORT' },
    { name: 'LIFTWATCH_MQTT_PROT', meant: 'LIFTWATCH_MQTT_PORT' },
  ]);
});
test('a word that was left out', () => {
  expect(misspeltSettings({ LIFTWATCH_BROKER_PORT: '1', LIFTWATCH_ENGINE_DIR: '1' })).toEqual([
    { name: 'LIFTWATCH_BROKER_PORT', meant: 'LIFTWATCH_BROKER_HTTP_PORT' },
    { name: 'LIFTWATCH_ENGINE_DIR', meant: 'LIFTWATCH_ENGINE_DATA_DIR' },
  ]);
});
test('small letters are no name of ours', () => {
  expect(misspeltSettings({ liftwatch_data_dir: 'x' })).toEqual([
    { name: 'liftwatch_data_dir', meant: 'LIFTWATCH_DATA_DIR' },
  ]);
});
test('where nothing is near, nothing is guessed', () => {
  expect(misspeltSettings({ LIFTWATCH_THE_ANSWER_TO_EVERYTHING: '42' })).toEqual([
    { name: 'LIFTWATCH_THE_ANSWER_TO_EVERYTHING', meant: undefined },
  ]);
});
test('what any service, a test or a benchmark reads is none, nor what is not ours', () => {
  const all = Object.fromEntries(knownSettings.map((name) => [name, 'x']));
  expect(knownSettings.length).toBeGreaterThan(50);
  expect(misspeltSettings({ ...all, LIFTWATCH_TEST_SEED: '1', LIFTWATCH_REQUIRE_SERVERS: '1', PATH: '/bin' })).toEqual(
    [],
  );
});
test('one line for all of them, and none where there are none', () => {
  const said = misspeltWords(misspeltSettings({ LIFTWATCH_DATADIR: 'a secret perhaps', LIFTWATCH_ZZZZZZZZZZZZ: '' }));
  expect(said).toBe(
    'no service of liftwatch reads LIFTWATCH_DATADIR (did you mean LIFTWATCH_DATA_DIR?), LIFTWATCH_ZZZZZZZZZZZZ: ignored; see .env.example',
  );
  expect(misspeltWords([])).toBeUndefined();
});
