import type { Logger } from 'pino';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { ConsoleConfig } from './config.ts';
import { serveHttp } from './http/serve.ts';
import { startPage } from './http/start-page.ts';

export interface ConsoleDeps {
  readonly logger: Logger;
}

export interface ConsoleHandle {
  readonly httpPort: number;
  /** Says "not ready", then closes HTTP. Idempotent. */
  close(): Promise<void>;
}

const PREFIX = 'liftwatch_console_';

const metricsRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  // Gauges that end in _total: promtool refuses them, and the same numbers come by type as well.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`${PREFIX}nodejs_active_${what}_total`);
  new Gauge({ name: `${PREFIX}up`, help: 'The console serves its pages', registers: [registry] }).set(1);
  return registry;
};

/**
 * Starts the console: start page, health and metrics.
 * @throws {ConsoleError} LIFT_CONSOLE_LISTEN_FAILED
 */
export const startConsole = async (config: ConsoleConfig, { logger }: ConsoleDeps): Promise<ConsoleHandle> => {
  const metrics = metricsRegistry();
  let closing: Promise<void> | undefined;
  const http = await serveHttp(
    { page: startPage(config), metrics, isReady: () => closing === undefined },
    { host: config.LIFTWATCH_CONSOLE_HTTP_HOST, port: config.LIFTWATCH_CONSOLE_HTTP_PORT, logger },
  );
  logger.info({ httpPort: http.port }, 'console listens');
  const close = async (): Promise<void> => {
    await http.close();
    metrics.clear();
  };
  return {
    httpPort: http.port,
    close: () => (closing ??= close()),
  };
};
