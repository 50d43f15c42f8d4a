import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SimulatorError } from '../errors.ts';
import { runLoad } from './run.ts';

const EX_USAGE = 64;

const usage = `usage: node dist/load/main.js [--host 127.0.0.1] [--port 1883] [--rate 15000] [--seconds 60] [--warm-up S]
  [--connections 1000] [--lifts 15000] [--probes 20] [--seed 1] [--drain 10] [--boot NAME]
  [--prefix load] [--reconnect 0|1] [--whole-probes 0|1] [--repeated SHARE] [--overtaken SHARE]
  [--clock-from-s S --clock-offset-ms MS]
  [--credentials FILE]   JSON object: terminal id -> secret; absent: anonymous
Publishes at a fixed rate and prints one JSON object at the end. The line "ready" goes to stderr when all are connected,
"warm" when the seconds of --warm-up are over, which no latency is taken of.`;

const number = (low: number) => z.coerce.number().min(low);
const argumentsSchema = z.object({
  host: z.string().default('127.0.0.1'),
  port: number(1).default(1883),
  rate: number(0.1).default(15_000),
  seconds: number(0.1).default(60),
  'warm-up': number(0).default(0),
  connections: number(1).default(1_000),
  lifts: number(1).default(15_000),
  probes: number(0).default(20),
  seed: number(0).default(1),
  drain: number(0).default(10),
  boot: z
    .string()
    .regex(/^[A-Za-z0-9]{8}$/, 'eight letters or digits')
    .default(Date.now().toString(36).padStart(8, '0').slice(-8)),
  credentials: z.string().optional(),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9]{1,24}$/, 'up to 24 letters or digits')
    .default('load'),
  reconnect: number(0).max(1).default(0),
  'whole-probes': number(0).max(1).default(0),
  repeated: number(0).max(1).default(0),
  overtaken: number(0).max(1).default(0),
  'clock-from-s': number(0).default(0),
  'clock-offset-ms': z.coerce.number().default(0),
});

const text = { type: 'string' } as const;
const read = (): z.infer<typeof argumentsSchema> => {
  const keys = Object.keys(argumentsSchema.shape);
  const { values } = parseArgs({ options: Object.fromEntries(keys.map((key) => [key, text])) });
  return argumentsSchema.parse(values);
};

const secretsOf = (file: string | undefined): ReadonlyMap<string, string> =>
  file === undefined
    ? new Map()
    : new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))));

const run = async (): Promise<void> => {
  const args = read();
  const secrets = secretsOf(args.credentials);
  const report = await runLoad({
    host: args.host,
    port: args.port,
    ratePerSecond: args.rate,
    seconds: args.seconds,
    warmUpSeconds: args['warm-up'],
    connections: args.connections,
    lifts: args.lifts,
    seed: args.seed,
    probesPerSecond: args.probes,
    passwordOf: (terminalId) => secrets.get(terminalId),
    drainSeconds: args.drain,
    boot: args.boot,
    prefix: args.prefix,
    reconnect: args.reconnect === 1,
    wholeProbes: args['whole-probes'] === 1,
    repeatedShare: args.repeated,
    overtakenShare: args.overtaken,
    clock: { fromS: args['clock-from-s'], offsetMs: args['clock-offset-ms'] },
    onReady: () => process.stderr.write('ready\n'),
    onWarm: () => process.stderr.write('warm\n'),
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
};

try {
  await run();
} catch (error) {
  const known = error instanceof SimulatorError;
  process.stderr.write(known ? `${error.code}: ${error.message}\n` : `${String(error)}\n${usage}\n`);
  process.exitCode = known ? 1 : EX_USAGE;
}
