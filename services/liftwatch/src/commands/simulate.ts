import {
  createMqttPublisher,
  loadScenario,
  parseScenario,
  runScenario,
  scenarioNames,
  terminalsOf,
  truthLine,
  type Credential,
} from '@liftwatch/edge-simulator';
import { Command, InvalidArgumentError } from 'commander';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../config.ts';
import { CliError } from '../errors.ts';
import { z } from 'zod';

interface Options {
  readonly broker?: string;
  readonly seed: number;
  readonly speed: number;
  readonly for?: number;
  readonly truth?: string;
  readonly credentials?: string;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('give a number above 0');
};

const scenarioOf = async (name: string) => {
  if (scenarioNames().includes(name)) return loadScenario(name);
  if (!/\.ya?ml$/.test(name))
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `no scenario "${name}": name a YAML file or one of ${scenarioNames().join(', ')}`,
    );
  try {
    return parseScenario(await readFile(name, 'utf8'));
  } catch (cause) {
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `scenario ${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
};

const credentialsOf = async (
  path: string | undefined,
): Promise<((terminalId: string) => Credential | undefined) | undefined> => {
  if (path === undefined) return undefined;
  const secrets = z.record(z.string(), z.string()).safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!secrets.success) throw new CliError('LIFT_CLI_BAD_CONFIG', `${path}: write a JSON object {terminal id: secret}`);
  return (terminalId) => {
    const password = secrets.data[terminalId];
    return password === undefined ? undefined : { username: terminalId, password };
  };
};

export const simulateCommand = (): Command =>
  new Command('simulate')
    .description('run a scenario of mock lifts against a running broker')
    .argument('<scenario>', `a name (${scenarioNames().join(', ')}) or a YAML file`)
    .option('--broker <url>', 'mqtt://host:port; absent: LIFTWATCH_BROKER_URL')
    .option('--seed <number>', 'the same seed gives the same fleet and the same readings', Number, 1)
    .option('--speed <factor>', 'virtual seconds per second', positive, 1)
    .option('--for <seconds>', 'virtual length; absent: as the scenario says', positive)
    .option('--truth <file>', 'write the ground truth as NDJSON')
    .option('--credentials <file>', 'JSON object {terminal id: secret}; absent: anonymous')
    .action(async (name: string, options: Options) => {
      const scenario = await scenarioOf(name);
      const url = options.broker ?? loadConfig().LIFTWATCH_BROKER_URL;
      const credentialOf = await credentialsOf(options.credentials);
      const troubles = new Set<string>();
      const publisher = createMqttPublisher({
        url,
        credentialOf,
        onTrouble: (terminalId, error) => {
          if (!troubles.has(terminalId)) process.stderr.write(`${terminalId}: ${error.message} (tries again)\n`);
          troubles.add(terminalId);
        },
      });
      const truth = options.truth === undefined ? undefined : createWriteStream(options.truth);
      process.stderr.write(
        `${scenario.name}: ${[...terminalsOf(scenario).values()].flat().length} lifts, ${options.for ?? scenario.durationS} s at speed ${options.speed} to ${url}\n`,
      );
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      await runScenario(scenario, {
        seed: options.seed,
        speed: options.speed,
        publisher,
        signal: stopping.signal,
        ...(options.for !== undefined && { durationS: options.for }),
        onTruth: (fact) => void truth?.write(`${truthLine(fact)}\n`),
        onProgress: (elapsedS, durationS) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${Math.floor(elapsedS)} of ${durationS} s`);
        },
      });
      truth?.end();
      process.stderr.write('\n');
    });
