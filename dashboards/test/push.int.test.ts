import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGrafanaDouble, startInfluxd, type GrafanaDouble } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { GrafanaError, openGrafana, pushToGrafana, verifyInGrafana, wantedGrafana } from '../src/index.ts';

const TOKEN = 'glsa_test';
const dir = mkdtempSync(join(tmpdir(), 'liftwatch-push-'));
const secretFile = join(dir, 'influx.password');
const PASSWORD = 'not-for-logs';
writeFileSync(secretFile, `${PASSWORD}\n`);
const influx = {
  url: 'http://influxdb:8086',
  generation: '1.x',
  database: 'liftwatch',
  user: 'reader',
  secretFile,
} as const;

let double: GrafanaDouble;
beforeEach(async () => {
  double = await startGrafanaDouble({ token: TOKEN });
});
afterEach(() => double.close());
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

const grafana = (token = TOKEN) => openGrafana({ url: double.url, token });
const writes = () => double.received().filter(({ method, path }) => method !== 'GET' && path !== '/api/ds/query');
const push = (dryRun = false) => pushToGrafana(grafana(), wantedGrafana(influx), { dryRun });
/** The data source is somebody else's. */
const pushPages = () => pushToGrafana(grafana(), wantedGrafana(undefined), { dryRun: false });

test('an empty Grafana gets two folders, the data source, seven pages and the alert rules, in that order', async () => {
  const changes = await push();
  expect(changes.map(({ what, action }) => `${action} ${what}`)).toEqual([
    'create folder',
    'create folder',
    'create data source',
    ...Array.from({ length: 7 }, () => 'create dashboard'),
    'create alert rules',
  ]);
  expect(writes()).toHaveLength(11);
});

test('a second push touches nothing but the data source, whose secret nobody can compare', async () => {
  await push();
  const before = writes().length;
  const again = await push();
  expect(again.filter(({ action }) => action !== 'same').map(({ what }) => what)).toEqual(['data source']);
  expect(
    writes()
      .slice(before)
      .map(({ method, path }) => `${method} ${path}`),
  ).toEqual(['PUT /api/datasources/uid/liftwatch']);
  const without = await pushPages();
  expect(without.every(({ action }) => action === 'same')).toBe(true);
});

test('a dry run writes nothing and says what differs, without the secret', async () => {
  const first = await push(true);
  expect(first.every(({ action }) => action === 'create')).toBe(true);
  expect(writes()).toEqual([]);
  await push();
  double.change('lw-city', (dashboard) => {
    (dashboard['panels'] as { title: string }[])[0]!.title = 'changed by hand';
  });
  const before = writes().length;
  const changes = await push(true);
  const city = changes.find(({ uid }) => uid === 'lw-city');
  expect(city?.differences).toEqual([
    expect.stringMatching(/^dashboard\.panels\[0\]\.title: "changed by hand" -> /) as string,
  ]);
  expect(writes()).toHaveLength(before);
  expect(JSON.stringify(changes)).not.toContain(PASSWORD);
  await push();
  expect((await push(true)).find(({ uid }) => uid === 'lw-city')?.action).toBe('same');
});

test.each([
  ['2.x', 'Token'],
  ['3.x', 'Bearer'],
] as const)('the data source of %s carries its token as a %s header', async (generation, scheme) => {
  await pushToGrafana(grafana(), wantedGrafana({ ...influx, generation }), { dryRun: false });
  const body = writes().find(({ path }) => path === '/api/datasources')?.body as Record<string, Record<string, string>>;
  expect(body['jsonData']).toMatchObject({
    version: 'InfluxQL',
    dbName: 'liftwatch',
    httpHeaderName1: 'Authorization',
  });
  expect(body['secureJsonData']).toEqual({ httpHeaderValue1: `${scheme} ${PASSWORD}` });
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof GrafanaError ? error.code : String(error)),
  );

test('each refusal names itself', async () => {
  expect(await codeOf(pushToGrafana(grafana('wrong'), wantedGrafana(influx), { dryRun: false }))).toBe(
    'LIFT_GRAFANA_TOKEN_REFUSED',
  );
  expect(await codeOf(pushPages())).toBe('LIFT_GRAFANA_NO_DATA_SOURCE');
  const nowhere = openGrafana({ url: 'http://127.0.0.1:1', token: TOKEN });
  expect(await codeOf(pushToGrafana(nowhere, wantedGrafana(influx), { dryRun: true }))).toBe(
    'LIFT_GRAFANA_UNREACHABLE',
  );
  await push();
  double.provision('lw-rescue');
  expect(await codeOf(push())).toBe('LIFT_GRAFANA_PROVISIONED');
});

test('everything that is sent fits our own description of Grafana’s API', async () => {
  await push();
  await verifyInGrafana(
    grafana(),
    wantedGrafana(undefined).dashboards.map(({ dashboard }) => dashboard),
    { variables: {} },
  );
  const document = parse(readFileSync(join(import.meta.dirname, '..', 'openapi', 'grafana.yaml'), 'utf8')) as {
    paths: Record<string, Record<string, { requestBody?: { content: { 'application/json': { schema: object } } } }>>;
  };
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(document, 'grafana');
  const checks = Object.entries(document.paths).flatMap(([route, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      if (!requestBody) return [];
      const pointer = `grafana#/paths/${route.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}/requestBody/content/application~1json/schema`;
      const pattern = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return [{ method, pattern, validate: ajv.compile({ $ref: pointer }) as ValidateFunction }];
    }),
  );
  const bodies = double.received().filter(({ body }) => body !== undefined);
  expect(bodies.length).toBeGreaterThan(80);
  for (const { method, path, body } of bodies) {
    const check = checks.find((one) => one.method === method.toLowerCase() && one.pattern.test(path));
    expect([method, path, check?.validate(body), check?.validate.errors]).toEqual([method, path, true, null]);
  }
});

testWithServer('influxd', 'the verification tells answers, emptiness and errors apart', async () => {
  const influxd = await startInfluxd();
  const behind = await startGrafanaDouble({ token: TOKEN, influx: { url: influxd.url, database: 'city' } });
  try {
    await influxd.query('CREATE DATABASE city');
    await fetch(`${influxd.url}/write?db=city`, {
      method: 'POST',
      body: `fleet_1m,partition=0 lifts=3i ${Date.now()}000000`,
    });
    const own = openGrafana({ url: behind.url, token: TOKEN });
    const panel = (title: string, query: string) => ({ type: 'stat', title, targets: [{ refId: 'A', query }] });
    const verdicts = await verifyInGrafana(
      own,
      [
        {
          uid: 'lw-test',
          time: { from: 'now-1h', to: 'now' },
          panels: [
            panel('full', 'SELECT last("lifts") FROM "fleet_1m" WHERE $timeFilter'),
            panel('empty', 'SELECT last("gone") FROM "fleet_1m" WHERE $timeFilter'),
            panel('wrong', 'SELECT last( FROM'),
          ],
        },
      ],
      { variables: {} },
    );
    expect(verdicts.map(({ panel: title, verdict }) => [title, verdict])).toEqual([
      ['full', 'answers'],
      ['empty', 'empty'],
      ['wrong', 'error'],
    ]);
  } finally {
    await behind.close();
    await influxd.close();
  }
});
