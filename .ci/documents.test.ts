import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../infra/src/index.ts';
import { describeWithServer, testWithServer } from '../infra/src/testing/index.ts';
import { examplesOf, type Example } from './examples.ts';
import { startDemo, type Demo } from './demo.ts';

const root = join(import.meta.dirname, '..');
const START_TIMEOUT_MS = 180_000;
const EXAMPLE_TIMEOUT_MS = 150_000;

/** What `npm start` itself and the two commands of README are: the demonstration under test runs them. */
const STARTS = /^npm (?:ci|start|test)|npm ci/m;

let demo: Demo;
let work: string;
let ports: Readonly<Record<string, string>>;
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'liftwatch-documents-'));
  demo = startDemo();
  const printed = (what: RegExp): Promise<string> =>
    waitUntil(`npm start to print ${what.source}`, () => what.exec(demo.output())?.[1], START_TIMEOUT_MS);
  ports = {
    1883: await printed(/mosquitto_pub -p (\d+)/),
    8080: await printed(/console +http:\/\/[\d.]+:(\d+)/),
    8082: await printed(/incidents +http:\/\/[\d.]+:(\d+)/),
    8090: await printed(/firm \(sandbox\) +http:\/\/[\d.]+:(\d+)/),
    8091: await printed(/platform \(sandbox\) +http:\/\/[\d.]+:(\d+)/),
    8083: await printed(/health: http:\/\/[\d.]+:(\d+)/),
    8092: await printed(/SMS \(sandbox\) +http:\/\/[\d.]+:(\d+)/),
    8093: await printed(/calls \(sandbox\) +http:\/\/[\d.]+:(\d+)/),
  };
}, START_TIMEOUT_MS + 10_000);
afterAll(async () => {
  await demo?.stop();
  rmSync(work, { recursive: true, force: true });
});

/** As the document has it, but for the ports, which are free ones here, and npx, which looks in the folder where it runs. */
const atOurPorts = (code: string): string =>
  Object.entries(ports).reduce(
    (text, [written, ours]) => text.replaceAll(new RegExp(`(?<=[: ])${written}\\b`, 'g'), ours),
    code.replaceAll('npx liftwatch', 'liftwatch'),
  );

const run = (program: string, args: readonly string[]) =>
  spawnSync(program, args, {
    cwd: work,
    encoding: 'utf8',
    timeout: EXAMPLE_TIMEOUT_MS,
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
      LIFTWATCH_DATA_DIR: demo.dataDir,
      LIFTWATCH_DISPATCH_URL: `http://127.0.0.1:${ports['8082']}`,
      MQTT_URL: `mqtt://127.0.0.1:${ports['1883']}`,
      MQTT_PORT: ports['1883'],
      LIFTWATCH_BROKER_HTTP_PORT: ports['8083'],
      NODE_PATH: join(root, 'node_modules'),
    },
  });

const shell = (code: string) => run('bash', ['--norc', '-euo', 'pipefail', '-c', atOurPorts(code)]);

const knows = (lift: string): Promise<unknown> =>
  waitUntil(
    `the engine to know ${lift}`,
    async () => {
      const answer = await fetch(`http://127.0.0.1:${ports['8080']}/engine/api/v1/lifts/${lift}`);
      return answer.ok && ((await answer.json()) as object);
    },
    EXAMPLE_TIMEOUT_MS,
  );

const shellExamples = (document: string): readonly Example[] =>
  examplesOf(readFileSync(join(root, document), 'utf8')).filter(
    ({ language, code }) => language === 'sh' && !STARTS.test(code),
  );

/** What a command says of its work, as `liftwatch: 3 lines judged`; an error names its code in brackets at the end. */
const SUMMARY = /^liftwatch: (?!.*\[[A-Z_]+\]$).*\n?/gm;

const everyCommandOf = (documents: readonly string[]): void =>
  describe.each(documents)('%s', (document) => {
    const examples = shellExamples(document);
    test.each(examples.map(({ code }) => [code.split('\n').find((line) => !line.startsWith('#')) ?? '', code]))(
      '%s',
      (_, code) => {
        const { status, stderr } = shell(code);
        expect([status, stderr.replaceAll(SUMMARY, '')]).toEqual([0, '']);
      },
    );
    test('has some', () => expect(examples.length).toBeGreaterThan(0));
  });

describeWithServer('shell-tools', 'every shell command of the documents for those who run it', () =>
  everyCommandOf(['docs/operations.md', 'docs/security.md']),
);

describeWithServer('chromium', 'every shell command of the page about reports', () =>
  everyCommandOf(['docs/reports.md']),
);

describeWithServer('mosquitto-clients', 'every shell command of the first documents runs as it stands', () => {
  everyCommandOf(['docs/quick-start.md', 'docs/connect-a-terminal.md', 'README.zh-CN.md']);

  test('what they published is there: the button of my-lift is an alarm, with the name that was imported', async () => {
    await knows('TJ-0001');
    const found = await waitUntil(
      'the incident of my-lift',
      async () => {
        const { items } = (await (
          await fetch(`http://127.0.0.1:${ports['8080']}/dispatch/api/v1/incidents?liftId=my-lift`)
        ).json()) as { items: object[] };
        return items[0];
      },
      EXAMPLE_TIMEOUT_MS,
    );
    expect(found).toMatchObject({ kind: 'entrapment', liftId: 'my-lift' });
    const { lift } = (await waitUntil(
      'the registered names',
      async () => {
        const answer = await (await fetch(`http://127.0.0.1:${ports['8080']}/api/v1/fleet/my-lift`)).json();
        return typeof (answer as { lift: { siteName: unknown } | null }).lift?.siteName === 'string' && answer;
      },
      EXAMPLE_TIMEOUT_MS,
    )) as { lift: object };
    expect(lift).toMatchObject({ name: '滨江大厦 1#', siteName: '滨江大厦', firmName: '蓝梯维保' });
  });
});

const codeIn = (document: string, language: string, place = 0): string =>
  examplesOf(readFileSync(join(root, document), 'utf8')).filter((one) => one.language === language)[place]?.code ?? '';

test('the terminal in Node is acknowledged, and its lift is known', async () => {
  // Beside the packages of the repository, where `npm install mqtt` would have put it.
  const file = join(root, 'node_modules/.liftwatch-example.mjs');
  writeFileSync(join(work, 'terminal.mjs'), codeIn('docs/connect-a-terminal.md', 'js'));
  copyFileSync(join(work, 'terminal.mjs'), file);
  try {
    const { status, stdout, stderr } = run(process.execPath, [file]);
    expect([status, stdout, stderr]).toEqual([0, 'acknowledged\n', '']);
  } finally {
    rmSync(file);
  }
  await knows('TJ-0002');
});

/** Another house's broker, that keeps nothing: it prints its port, and tells who subscribes what a gateway of that house says. */
const VENDOR_BROKER = `
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
const broker = await Aedes.createBroker();
const say = { topic: 'gw/TJ-0005', payload: '{"ts": 1767225600, "fl": 12, "err": 8}', qos: 1, cmd: 'publish', retain: false, dup: false };
broker.on('subscribe', () => broker.publish(say, () => undefined));
const server = createServer(broker.handle).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

test('the bridge from a vendor’s form tells its floor and its code, by the table of that vendor', async () => {
  const started: ChildProcess[] = [];
  const files: string[] = [];
  const startModule = (name: string, code: string, env: Readonly<Record<string, string>>): (() => string) => {
    // Beside the packages of the repository, where `npm install` would have put them.
    const file = join(root, 'node_modules', name);
    writeFileSync(file, code);
    files.push(file);
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...env } });
    started.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    return () => said;
  };
  try {
    const vendor = startModule('.liftwatch-vendor.mjs', VENDOR_BROKER, {});
    const port = await waitUntil('the port of the vendor', () => /^\d+/.exec(vendor())?.[0], EXAMPLE_TIMEOUT_MS);
    const bridge = startModule('.liftwatch-bridge.mjs', codeIn('docs/connect-a-terminal.md', 'js', 1), {
      VENDOR_URL: `mqtt://127.0.0.1:${port}`,
      MQTT_URL: `mqtt://127.0.0.1:${ports['1883']}`,
    });
    await waitUntil('the bridge', () => bridge().includes('bridging'), EXAMPLE_TIMEOUT_MS);
    const view = await waitUntil(
      'the code of the gateway',
      async () => {
        const answer = await fetch(`http://127.0.0.1:${ports['8080']}/engine/api/v1/lifts/TJ-0005`);
        const lift = (await answer.json()) as { signals?: { floor?: unknown }; findings?: unknown[] };
        return lift.signals?.floor !== undefined && lift;
      },
      EXAMPLE_TIMEOUT_MS,
    );
    expect(bridge()).toBe('bridging\n');
    expect(view.signals).toMatchObject({ floor: { value: '12' } });
  } finally {
    for (const child of started) child.kill();
    for (const file of files) rmSync(file);
  }
});

testWithServer('paho', 'the terminal in Python is acknowledged, and its lift is known', async () => {
  writeFileSync(join(work, 'terminal.py'), codeIn('docs/connect-a-terminal.md', 'python'));
  const { status, stdout, stderr } = run('/usr/bin/python3', ['terminal.py']);
  expect([status, stdout, stderr]).toEqual([0, 'acknowledged\n', '']);
  await knows('TJ-0003');
});
