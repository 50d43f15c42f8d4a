import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { z } from 'zod';
import { loadConfig, type SimulatorConfig } from './config.ts';
import { SimulatorError } from './errors.ts';
import { createMqttPublisher } from './publishers/mqtt.ts';
import { recordLines, runScenario } from './run.ts';
import { loadScenario, scenarioNames } from './scenarios/read.ts';
import type { Scenario } from './scenarios/schema.ts';
import { truthLine, type OnTruth } from './truth/truth.ts';

const EX_CONFIG = 78;

const usage = `usage: node dist/main.js [SCENARIO] [--broker-url URL] [--seed N] [--speed N] [--duration-s N]
  [--credentials-file FILE] [--truth-file FILE] [--record-file FILE]
Each option can also be given as LIFTWATCH_SIMULATOR_<OPTION> in the environment. Scenarios: ${scenarioNames().join(', ')}
`;

const optionNames = [
  'broker-url',
  'seed',
  'speed',
  'duration-s',
  'credentials-file',
  'truth-file',
  'record-file',
] as const;

/** Arguments go before the environment. */
const readConfig = (): SimulatorConfig => {
  const options = Object.fromEntries(optionNames.map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const given = Object.entries(values).map(([name, value]) => [
    `LIFTWATCH_SIMULATOR_${name.toUpperCase().replaceAll('-', '_')}`,
    value,
  ]);
  const [scenario] = positionals;
  return loadConfig({
    ...process.env,
    ...(Object.fromEntries(given) as Record<string, string>),
    ...(scenario !== undefined && { LIFTWATCH_SIMULATOR_SCENARIO: scenario }),
  });
};

const readSecrets = (file: string): Readonly<Record<string, string>> => {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const message = `cannot use the credentials file ${file}: it must be JSON, terminal id -> secret`;
    throw new SimulatorError('LIFT_SIMULATOR_CONFIG_INVALID', message, { cause });
  }
};

const finish = async (file: WriteStream): Promise<void> => {
  file.end();
  await once(file, 'close');
};

const record = async (
  scenario: Scenario,
  config: SimulatorConfig,
  to: { path: string; onTruth: OnTruth },
): Promise<void> => {
  const file = createWriteStream(to.path);
  const durationS = config.LIFTWATCH_SIMULATOR_DURATION_S;
  const seed = config.LIFTWATCH_SIMULATOR_SEED;
  let count = 0;
  for (const line of recordLines(scenario, {
    seed,
    ...(durationS !== undefined && { durationS }),
    onTruth: to.onTruth,
  })) {
    count++;
    if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
  }
  await finish(file);
  process.stderr.write(`${scenario.name}: ${count} lines in ${to.path}\n`);
};

const publish = async (scenario: Scenario, config: SimulatorConfig, onTruth: OnTruth): Promise<void> => {
  const secretsFile = config.LIFTWATCH_SIMULATOR_CREDENTIALS_FILE;
  const secrets = secretsFile === undefined ? {} : readSecrets(secretsFile);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const durationS = config.LIFTWATCH_SIMULATOR_DURATION_S;
  await runScenario(scenario, {
    seed: config.LIFTWATCH_SIMULATOR_SEED,
    speed: config.LIFTWATCH_SIMULATOR_SPEED,
    ...(durationS !== undefined && { durationS }),
    signal: stop.signal,
    publisher: createMqttPublisher({
      url: config.LIFTWATCH_SIMULATOR_BROKER_URL,
      credentialOf: (terminalId) => {
        const password = secrets[terminalId];
        return password === undefined ? undefined : { username: terminalId, password };
      },
      onTrouble: (terminalId, error) => void process.stderr.write(`${terminalId}: ${error.message}; trying again\n`),
    }),
    onTruth,
    onProgress: (elapsedS, ofS) =>
      void process.stderr.write(`\r${scenario.name}: ${Math.floor(elapsedS)} of ${ofS} s `),
  });
};

const run = async (): Promise<void> => {
  const config = readConfig();
  const misspelt = misspeltWords(misspeltSettings(process.env));
  if (misspelt !== undefined) process.stderr.write(`warning: ${misspelt}\n`);
  const scenario = loadScenario(config.LIFTWATCH_SIMULATOR_SCENARIO);
  const truthPath = config.LIFTWATCH_SIMULATOR_TRUTH_FILE;
  const truthFile = truthPath === undefined ? null : createWriteStream(truthPath);
  const onTruth: OnTruth = (truth) => void truthFile?.write(truthLine(truth));
  const path = config.LIFTWATCH_SIMULATOR_RECORD_FILE;
  if (path === undefined) await publish(scenario, config, onTruth);
  else await record(scenario, config, { path, onTruth });
  if (truthFile) await finish(truthFile);
};

try {
  await run();
} catch (error) {
  const known = error instanceof SimulatorError;
  process.stderr.write(known ? `${error.code}: ${error.message}\n` : `${String(error)}\n${usage}`);
  process.exitCode = known && error.code !== 'LIFT_SIMULATOR_CONFIG_INVALID' ? 1 : EX_CONFIG;
}
