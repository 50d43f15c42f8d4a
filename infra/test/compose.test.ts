import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'infra/compose');

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

const compose = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), { merge: true }) as Compose;
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'liftwatch:local');
const settings = new Set(readFileSync(join(root, '.env.example'), 'utf8').match(/\bLIFTWATCH_[A-Z0-9_]+(?==)/g));

test('compose starts the four services', () => {
  expect(ours.map(([name]) => name)).toEqual(['broker', 'rule-engine', 'dispatch', 'console']);
});

describe.each(ours)('%s', (_, service) => {
  test('is a program that the build has', () => {
    const [program = ''] = service.command ?? [];
    expect(existsSync(join(root, program.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))), program).toBe(true);
  });

  test('is given settings that exist, and secrets that are declared', () => {
    const given = Object.keys(service.environment ?? {}).filter((name) => name.startsWith('LIFTWATCH_'));
    expect(given.filter((name) => !settings.has(name))).toEqual([]);
    const used = Object.values(service.environment ?? {}).flatMap(
      (value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? [],
    );
    expect(used.toSorted()).toEqual((service.secrets ?? []).toSorted());
    expect((service.secrets ?? []).filter((name) => !(name in compose.secrets))).toEqual([]);
  });

  test('opens nothing to the outside but MQTT over TLS', () => {
    const open = (service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'));
    expect(open.filter((port) => port !== '8883:8883')).toEqual([]);
  });
});

test('Grafana is given files that exist, each where the page provider looks for it', () => {
  const mounts = (compose.services['grafana']?.volumes ?? [])
    .filter((volume) => volume.startsWith('../'))
    .map((volume) => volume.split(':'));
  expect(mounts).toHaveLength(5);
  for (const [source = ''] of mounts) expect([source, existsSync(join(folder, source))]).toEqual([source, true]);
  const { providers } = parse(
    readFileSync(join(root, 'dashboards/generated/provisioning/dashboards/liftwatch.yaml'), 'utf8'),
  ) as { providers: { options: { path: string } }[] };
  const targets = mounts.map(([, target]) => target);
  expect(providers.map(({ options }) => options.path).filter((path) => !targets.includes(path))).toEqual([]);
  const read = readFileSync(join(root, 'dashboards/generated/provisioning/datasources/influxdb-1.x.yaml'), 'utf8');
  const given = compose.services['grafana']?.environment ?? {};
  const wanted = new Set(read.match(/(?<=\$)LIFTWATCH_INFLUX_(?:URL|DATABASE)/g));
  expect([...wanted].filter((name) => !(name in given))).toEqual([]);
});

test('systemd starts a program that the build has, in the folder that holds its data', () => {
  const unit = readFileSync(join(root, 'infra/systemd/liftwatch.service'), 'utf8');
  const program = /^ExecStart=\S+ (?:--\S+ )+(\S+)\/dist\/(\S+)\.js start/m.exec(unit);
  expect(existsSync(join(root, program?.[1] ?? '-', 'src', `${program?.[2]}.ts`))).toBe(true);
  const state = /^StateDirectory=(\S+)$/m.exec(unit)?.[1];
  expect(unit).toContain(`Environment=LIFTWATCH_DATA_DIR=/var/lib/${state}\n`);
  for (const [name] of unit.matchAll(/LIFTWATCH_[A-Z_]+/g)) expect(settings).toContain(name);
});
