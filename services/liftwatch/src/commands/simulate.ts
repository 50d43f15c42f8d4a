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
import { open, readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { loadConfig } from '../config.ts';
import { CliError } from '../errors.ts';
import { assertReadable } from '../input-file.ts';
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

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('give a whole number, 0 or more');
};

/** Another kind of address would be tried again without end. */
const brokerUrl = (text: string): string => {
  if (URL.canParse(text) && /^mqtts?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '') return text;
  throw new InvalidArgumentError('give mqtt://host:port, or mqtts://host:port');
};

const scenarioOf = async (name: string) => {
  if (scenarioNames().includes(name)) return loadScenario(name);
  if (!/\.ya?ml$/.test(name))
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `no scenario "${name}": name a YAML file or one of ${scenarioNames().join(', ')}`,
    );
  await assertReadable(name);
  return parseScenario(await readFile(name, 'utf8'));
};

/** Undefined for what is not JSON: the secrets in it are no matter for a message. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Opened before anything is published, so that a run does not end at its first fact. */
const truthFile = async (path: string): Promise<Writable> => {
  const file = await open(path, 'w').catch((cause: unknown) => {
    throw new CliError('LIFT_CLI_CANNOT_WRITE', `cannot write ${path}: check the folder and its rights`, { cause });
  });
  return file.createWriteStream();
};

const credentialsOf = async (
  path: string | undefined,
): Promise<((terminalId: string) => Credential | undefined) | undefined> => {
  if (path === undefined) return undefined;
  await assertReadable(path);
  const secrets = z.record(z.string(), z.string()).safeParse(jsonIn(await readFile(path, 'utf8')));
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
    .option('--broker <url>', 'mqtt://host:port; absent: LIFTWATCH_BROKER_URL', brokerUrl)
    .option('--seed <number>', 'the same seed gives the same fleet and the same readings', wholeNumber, 1)
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
      const truth = options.truth === undefined ? undefined : await truthFile(options.truth);
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
