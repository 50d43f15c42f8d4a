import { once } from 'node:events';
import { createServer } from 'node:net';
import type { CliConfig } from '../config.ts';
import { CliError } from '../errors.ts';

const ports = [
  'LIFTWATCH_MQTT_PORT',
  'LIFTWATCH_CONSOLE_PORT',
  'LIFTWATCH_ENGINE_PORT',
  'LIFTWATCH_DISPATCH_PORT',
  'LIFTWATCH_BROKER_HTTP_PORT',
] as const;
const SANDBOX_COUNT = 4;

const problemOf = async (host: string, port: number): Promise<string | undefined> => {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  probe.close();
  await once(probe, 'close');
  return undefined;
};

/**
 * Looks at every port before anything starts, so that all that is taken is told at once and by the name of its setting.
 * @throws {CliError} LIFT_CLI_PORT_TAKEN
 */
export const assertFreePorts = async (config: CliConfig, options: { sandbox: boolean }): Promise<void> => {
  const host = config.LIFTWATCH_BIND;
  const wanted: [name: string, port: number][] = ports.map((name) => [name, config[name]]);
  if (options.sandbox)
    for (let i = 0; i < SANDBOX_COUNT; i += 1)
      wanted.push(['LIFTWATCH_SANDBOX_PORT', config.LIFTWATCH_SANDBOX_PORT && config.LIFTWATCH_SANDBOX_PORT + i]);
  const problems: string[] = [];
  for (const [name, port] of wanted) {
    const problem = port === 0 ? undefined : await problemOf(host, port);
    if (problem === 'EADDRINUSE') problems.push(`port ${port} (${name}) is taken`);
    else if (problem !== undefined) problems.push(`cannot listen on ${host}:${port} (${name}): ${problem}`);
  }
  if (problems.length === 0) return;
  throw new CliError(
    'LIFT_CLI_PORT_TAKEN',
    `${problems.join('; ')}. Stop what listens there, or set another port (0: any free one)`,
  );
};
