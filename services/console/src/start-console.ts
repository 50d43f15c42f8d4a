import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TimeSeries } from '@liftwatch/stores';
import type { Logger } from 'pino';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { ConsoleConfig } from './config.ts';
import { openFleetIndex } from './fleet/fleet-index.ts';
import type { ConsoleView, DeadLetters, MakeCredential } from './http/console-view.ts';
import { serveHttp } from './http/serve.ts';
import { createEventBuffer } from './live/event-buffer.ts';
import { openIncidentFeed } from './live/incident-feed.ts';
import { openLiftWatch } from './live/lift-watch.ts';
import { loadAssets } from './page/assets.ts';
import { openPersonalFeeds } from './live/personal-feeds.ts';
import { openAccess } from './open-access.ts';
import type { Visitor } from './sign-in/visitor.ts';

export interface ConsoleDeps {
  readonly logger: Logger;
  /** Where trends are read from; absent: the page says that it has none. */
  readonly series?: TimeSeries | undefined;
  /** Absent: the page shows the command instead. */
  readonly makeCredential?: MakeCredential | undefined;
  /** Absent: the page says where they are. */
  readonly deadLetters?: DeadLetters | undefined;
  readonly isDemo?: boolean;
  /** Wall clock of sessions; absent: the machine's. */
  readonly nowMs?: () => number;
}

export interface ConsoleHandle {
  readonly httpPort: number;
  /** Says "not ready", then closes HTTP. Idempotent. */
  close(): Promise<void>;
}

const PREFIX = 'liftwatch_console_';
const KEPT_EVENTS = 1_000;
const PAGE_FOLDER = fileURLToPath(new URL('../web/dist', import.meta.url));

const metricsRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  // Gauges that end in _total: promtool refuses them, and the same numbers come by type as well.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`${PREFIX}nodejs_active_${what}_total`);
  new Gauge({ name: `${PREFIX}up`, help: 'The console serves its pages', registers: [registry] }).set(1);
  return registry;
};

/** The token, read at each use: it may be made after the console has started, and be changed. */
const tokenIn = (file: string | undefined) => (): string | undefined => {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const overviewFor =
  ({ fleet, feeds, about }: Pick<ConsoleView, 'fleet' | 'feeds' | 'about'>) =>
  ({ id, person, name, rows, may }: Visitor) => ({
    nowMs: Date.now(),
    census: fleet.census(rows),
    fleetAsOfMs: fleet.asOfMs() ?? null,
    incidentsAsOfMs: feeds.asOfMs({ id, rows }),
    who: person ? { id: person.id, role: person.role, name: name ?? null } : null,
    mayChange: may.change,
    mayAct: may.act,
    seesWhole: may.seeWhole,
    ...about,
  });

/**
 * Starts the console: the operators' page, its REST and live stream, health and metrics.
 * @throws {ConsoleError} LIFT_CONSOLE_LISTEN_FAILED, LIFT_CONSOLE_PAGE_MISSING
 */
export const startConsole = async (config: ConsoleConfig, deps: ConsoleDeps): Promise<ConsoleHandle> => {
  const { logger, series, makeCredential, deadLetters, isDemo = false } = deps;
  const assets = loadAssets(PAGE_FOLDER);
  const metrics = metricsRegistry();
  const engine = { name: 'engine', url: config.LIFTWATCH_CONSOLE_ENGINE_URL } as const;
  const broker = { name: 'broker', url: config.LIFTWATCH_CONSOLE_BROKER_URL } as const;
  const dispatchToken = tokenIn(config.LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE);
  const dispatch = { name: 'dispatch', url: config.LIFTWATCH_CONSOLE_DISPATCH_URL, token: dispatchToken } as const;
  const mqttUrl = config.LIFTWATCH_CONSOLE_MQTT_URL;

  let httpPort = config.LIFTWATCH_CONSOLE_HTTP_PORT;
  const publicUrl = (): string =>
    config.LIFTWATCH_CONSOLE_PUBLIC_URL?.replace(/\/$/, '') ??
    `http://${config.LIFTWATCH_CONSOLE_HTTP_HOST}:${httpPort}`;
  const access = openAccess(config, { dispatch, logger, publicUrl, nowMs: deps.nowMs ?? Date.now });

  const buffer = createEventBuffer(randomBytes(6).toString('hex'), KEPT_EVENTS);
  const fleet = openFleetIndex({ dispatch, engine }, logger);
  const incidents = openIncidentFeed(dispatch, buffer, logger);
  const feeds = openPersonalFeeds({ buffer, incidents }, logger);
  const lifts = openLiftWatch(engine, logger);
  const overview = overviewFor({ fleet, feeds, about: { mqttUrl, isDemo } });

  let closing: Promise<void> | undefined;
  const stopReading = async (): Promise<void> => {
    await Promise.all([fleet.close(), incidents.close(), feeds.close(), lifts.close()]);
    metrics.clear();
  };
  const view = {
    assets,
    metrics,
    fleet,
    incidents,
    feeds,
    lifts,
    overview,
    series,
    upstreams: { dispatch, engine, broker },
    ...access,
    publicUrl,
    makeCredential,
    deadLetters,
    about: { mqttUrl, isDemo },
    isReady: () => closing === undefined,
  };
  const at = { host: config.LIFTWATCH_CONSOLE_HTTP_HOST, port: config.LIFTWATCH_CONSOLE_HTTP_PORT, logger };
  const http = await serveHttp(view, at).catch(async (error: unknown) => {
    await stopReading();
    throw error;
  });
  httpPort = http.port;
  logger.info({ httpPort: http.port }, 'console listens');
  const close = async (): Promise<void> => {
    await http.close();
    await stopReading();
  };
  return { httpPort: http.port, close: () => (closing ??= close()) };
};
