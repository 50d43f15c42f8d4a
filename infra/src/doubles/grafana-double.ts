import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface GrafanaDoubleRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface GrafanaDoubleOptions {
  /** The one token that is let in. */
  readonly token: string;
  /** InfluxDB behind the data source; without it every query answers an error. */
  readonly influx?: { readonly url: string; readonly database: string };
}

/**
 * A double of the part of Grafana's HTTP API that `liftwatch dashboards push` uses, written from Grafana's public API
 * documentation because no Grafana server can be had for the tests. It keeps what it is given, answers as the
 * documentation says, and runs queries on a real InfluxDB where there is one. It is not Grafana: it renders nothing and
 * checks no dashboard.
 */
export interface GrafanaDouble {
  readonly url: string;
  received(): readonly GrafanaDoubleRequest[];
  /** As if somebody had changed a dashboard by hand. */
  change(uid: string, edit: (dashboard: Record<string, unknown>) => void): void;
  /** As if the dashboard, or data source, had come by file provisioning. */
  provision(uid: string): void;
  close(): Promise<void>;
}

type Body = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });
const problem = (status: number, message: string): Answer => ({ status, body: { message } });

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
};

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAY_MS = 86_400_000;

/** `now-6h`, `now-1d/d` or ms; the end of a rounded range is the end of its day, in UTC. */
const instantOf = (text: string, isEnd: boolean): number => {
  if (/^\d+$/.test(text)) return Number(text);
  const [, count = '0', unit = 'm', rounded] = /^now(?:-(\d+)([mhd]))?(\/d)?$/.exec(text) ?? [];
  const atMs = Date.now() - Number(count) * (UNITS_MS[unit] ?? 0);
  if (rounded === undefined) return atMs;
  return Math.floor(atMs / DAY_MS) * DAY_MS + (isEnd ? DAY_MS - 1 : 0);
};

const filled = (query: string, from: string, to: string): string =>
  query
    .replaceAll('$timeFilter', `time >= ${instantOf(from, false)}ms and time <= ${instantOf(to, true)}ms`)
    .replaceAll('$__interval', '1m');

interface InfluxAnswer {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly columns: readonly string[]; readonly values?: readonly unknown[][] }[];
  }[];
}

class Double {
  readonly received: GrafanaDoubleRequest[] = [];
  readonly provisioned = new Set<string>();
  readonly dashboards = new Map<string, { dashboard: Body; folderUid: string; version: number }>();
  readonly #folders = new Map<string, Body>();
  readonly #sources = new Map<string, Body>();
  readonly #groups = new Map<string, Body>();
  readonly #options: GrafanaDoubleOptions;
  constructor(options: GrafanaDoubleOptions) {
    this.#options = options;
  }

  async answer(method: string, path: string, body: unknown): Promise<Answer> {
    const [, kind, ...rest] = path.split('/').slice(1).map(decodeURIComponent);
    const asked = `${method} ${kind}`;
    if (kind === 'health') return ok({ version: 'double', database: 'ok' });
    if (kind === 'folders') return this.#folder(method, rest[0], body as Body);
    if (kind === 'datasources') return this.#source(method, rest[1], body as Body);
    if (kind === 'dashboards') return this.#dashboard(method, rest[1], body as Body);
    if (asked.endsWith('v1')) return this.#group(method, `${rest[2]}/${rest[4]}`, body as Body);
    if (asked === 'POST ds') return this.#query(body as { from: string; to: string; queries: Body[] });
    return problem(404, 'Not found');
  }

  #folder(method: string, uid: string | undefined, body: Body): Answer {
    if (method === 'POST') {
      const own = String(body['uid']);
      if (this.#folders.has(own)) return problem(409, 'a folder with the same uid already exists');
      this.#folders.set(own, body);
      return ok(body);
    }
    const there = this.#folders.get(uid ?? '');
    if (!there) return problem(404, 'folder not found');
    if (method === 'PUT') this.#folders.set(uid ?? '', { ...there, title: body['title'] });
    return ok(this.#folders.get(uid ?? ''));
  }

  #source(method: string, uid: string | undefined, body: Body): Answer {
    const own = method === 'POST' ? String(body['uid']) : (uid ?? '');
    const there = this.#sources.get(own);
    if (method === 'GET') {
      if (!there) return problem(404, 'Data source not found');
      // Secrets go in and never come out.
      const { secureJsonData, ...open } = there;
      const secureJsonFields = Object.fromEntries(
        Object.keys((secureJsonData as Body) ?? {}).map((key) => [key, true]),
      );
      return ok({ ...open, secureJsonFields, readOnly: this.provisioned.has(own) });
    }
    if (method === 'POST' && there) return problem(409, 'data source with the same name already exists');
    this.#sources.set(own, body);
    return ok({ message: 'Datasource saved', uid: own });
  }

  #dashboard(method: string, uid: string | undefined, body: Body): Answer {
    if (method === 'POST') {
      const dashboard = body['dashboard'] as Body;
      const folderUid = String(body['folderUid']);
      const own = String(dashboard['uid']);
      if (!this.#folders.has(folderUid)) return problem(400, 'folder not found');
      if (this.provisioned.has(own)) return problem(400, 'Cannot save provisioned dashboard');
      const version = (this.dashboards.get(own)?.version ?? 0) + 1;
      this.dashboards.set(own, {
        dashboard: { ...dashboard, id: this.dashboards.size + 1, version },
        folderUid,
        version,
      });
      return ok({ status: 'success', uid: own });
    }
    const there = this.dashboards.get(uid ?? '');
    if (!there) return problem(404, 'Dashboard not found');
    const meta = { folderUid: there.folderUid, provisioned: this.provisioned.has(uid ?? ''), version: there.version };
    return ok({ dashboard: there.dashboard, meta });
  }

  #group(method: string, name: string, body: Body): Answer {
    if (method === 'PUT') this.#groups.set(name, body);
    const there = this.#groups.get(name);
    return there ? ok(there) : problem(404, 'rule group does not exist');
  }

  async #query(body: { from: string; to: string; queries: Body[] }): Promise<Answer> {
    const results: Record<string, unknown> = {};
    for (const query of body.queries)
      results[String(query['refId'])] = await this.#run(filled(String(query['query']), body.from, body.to));
    return ok({ results });
  }

  async #run(statement: string): Promise<unknown> {
    const { influx } = this.#options;
    if (!influx) return { status: 500, error: 'dial tcp: connection refused' };
    const response = await fetch(`${influx.url}/query`, {
      method: 'POST',
      body: new URLSearchParams({ q: statement, db: influx.database, epoch: 'ms' }),
    });
    const answer = (await response.json()) as InfluxAnswer;
    const error = answer.error ?? answer.results?.[0]?.error;
    if (error !== undefined) return { status: 400, error };
    const frames = (answer.results?.[0]?.series ?? []).map(({ columns, values = [] }) => ({
      schema: { fields: columns.map((name) => ({ name })) },
      data: { values: columns.map((_, i) => values.map((row) => row[i])) },
    }));
    return { status: 200, frames };
  }
}

const send = (response: ServerResponse, { status, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Starts the double on a free loopback port. */
export const startGrafanaDouble = async (options: GrafanaDoubleOptions): Promise<GrafanaDouble> => {
  const double = new Double(options);
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '/' } = request;
      if (request.headers.authorization !== `Bearer ${options.token}`) {
        send(response, problem(401, 'Invalid API key'));
        return;
      }
      const body = await readBody(request);
      double.received.push({ method, path: url, body });
      send(response, await double.answer(method, url, body));
    })().catch((error: unknown) => send(response, problem(500, error instanceof Error ? error.message : 'failed')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => double.received,
    change(uid, edit) {
      const stored = double.dashboards.get(uid);
      if (stored) edit(stored.dashboard);
    },
    provision: (uid) => void double.provisioned.add(uid),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
