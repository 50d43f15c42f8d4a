import { join } from 'node:path';
import { freeLoopbackPort } from './loopback-port.ts';
import { createServerHome } from './server-home.ts';
import { startServerProcess, startWithFreshPorts, waitForOwnListener } from './server-process.ts';

/** A witness for the write path of InfluxDB 2: it accepts `/api/v2/write` and `/write`, and nothing else of InfluxDB. */
export interface RunningVictoriaMetrics {
  readonly url: string;
  readonly pid: number;
  /** Everything stored under that selector, e.g. `{__name__=~"fault.*"}`, as its export's lines of JSON. */
  exportSeries(selector: string): Promise<readonly unknown[]>;
  log(): string;
  close(): Promise<void>;
}

const exportSeries = async (url: string, selector: string): Promise<readonly unknown[]> => {
  const signal = AbortSignal.timeout(30_000);
  // Fresh points are searchable only after a flush; the server offers one for tests.
  await (await fetch(`${url}/internal/force_flush`, { signal })).text();
  const response = await fetch(`${url}/api/v1/export?match[]=${encodeURIComponent(selector)}`, { signal });
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line): unknown => JSON.parse(line));
};

const startOnce = async (): Promise<RunningVictoriaMetrics> => {
  const home = createServerHome('victoria-metrics');
  const port = await freeLoopbackPort();
  const server = await startServerProcess({
    home,
    name: 'victoria-metrics',
    command: 'victoria-metrics',
    args: [`-storageDataPath=${join(home.dir, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y'],
  });
  const close = async (): Promise<void> => {
    await server.kill();
    home.remove();
  };
  try {
    await waitForOwnListener(server, 'victoria-metrics', port);
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    pid: server.pid,
    exportSeries: (selector) => exportSeries(url, selector),
    log: () => server.log(),
    close,
  };
};

/**
 * Starts Debian's victoria-metrics in a temporary folder on a free loopback port.
 * @throws LIFT_INFRA_SERVER_MISSING without the package victoria-metrics
 */
export const startVictoriaMetrics = (): Promise<RunningVictoriaMetrics> => startWithFreshPorts(startOnce);
