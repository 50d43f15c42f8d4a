import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mosquittoPub, mosquittoSub, waitUntil } from '@liftwatch/infra';
import { describeWithServer } from '@liftwatch/infra/testing';
import type { Finding, Incident, WorklistItem } from '@liftwatch/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findingsOf,
  incidentsOf,
  liftwatch,
  newDataFolder,
  removeFolder,
  startProcess,
  type Running,
} from './all-in-one.ts';

const RULE_MARGIN_MS = 2_000;
const ARRIVES_MS = 60_000;
const DAY_MS = 86_400_000;

interface FirmRecord {
  readonly receivedAtMs: number;
  readonly payload: { readonly type: string; readonly data: { readonly liftId?: string; readonly kind: string } };
}
interface PlatformRecord {
  readonly receivedAtMs: number;
  readonly msgType: string;
  readonly xml: string;
}
interface SmsRecord {
  readonly receivedAtMs: number;
  readonly text: string;
  readonly to: string;
}

let dir: string;
let running: Running;
const live = { text: '', stop: new AbortController() };

/** What the page hears from the start on. */
const listenLive = async (): Promise<void> => {
  const { body } = await fetch(new URL('/api/v1/stream', running.urls.console), { signal: live.stop.signal });
  const text = new TextDecoder();
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>)
    live.text += text.decode(piece, { stream: true });
};

beforeAll(async () => {
  dir = await newDataFolder();
  running = await startProcess({ dir, env: { NO_COLOR: '1' } });
  void listenLive().catch(() => undefined);
});
afterAll(async () => {
  live.stop.abort();
  await running?.end('SIGKILL');
  await removeFolder(dir);
});

describe('liftwatch start', { timeout: 90_000 }, () => {
  /**
   * The injected entrapment of the demonstration, untouched. Here, and nowhere else, times are compared: with the finding's own due
   * time (`at`), taken from the finding log, on the clock of the same machine.
   */
  test(
    'an entrapment reaches firm, platform and manager within the rule’s time and two seconds',
    { timeout: 90_000 },
    async () => {
      const alarm = await waitUntil(
        'the alarm in the finding log',
        async (): Promise<Finding | undefined> =>
          (await findingsOf(dir)).find(
            (f) => f.liftId === 'plaza-01' && f.incidentKind === 'entrapment' && f.stage === 'alarm',
          ),
        ARRIVES_MS,
      );
      const firm = await waitUntil('the firm', async () =>
        (await running.json<FirmRecord[]>('firm', '/received')).find(
          ({ payload }) => payload.data.liftId === 'plaza-01' && payload.data.kind === 'entrapment',
        ),
      );
      const platform = await waitUntil('the platform', async () =>
        (await running.json<PlatformRecord[]>('platform', '/received')).find((one) => one.xml.includes('plaza')),
      );
      const sms = await waitUntil('the manager', async () =>
        (await running.json<SmsRecord[]>('sms', '/received')).find((one) => one.text.includes('电梯困人')),
      );
      expect(firm.payload.type).toBe('incident.alarm');
      expect(platform.msgType).toBe('Alert');
      for (const received of [firm, platform, sms]) {
        expect(received.receivedAtMs).toBeGreaterThanOrEqual(alarm.at);
        expect(received.receivedAtMs - alarm.at).toBeLessThanOrEqual(RULE_MARGIN_MS);
      }
    },
  );

  test('shows it in readable lines: Chinese text, incident, time since it was due; no colour codes, no JSON', async () => {
    await waitUntil('the firm’s line', () => running.out().includes('firm     | 【报警】电梯困人'));
    const lines = running.out().split('\n');
    expect(lines[0]).toContain('liftwatch is starting');
    const firmLine = lines.find((line) => line.includes('firm     | 【报警】电梯困人'));
    expect(firmLine).toMatch(/\[incident [0-9a-f]{8}\] \(\d+\.\d s after it was due\)$/);
    expect(lines.some((line) => line.includes('finding  | plaza-01 X02 alarm raised'))).toBe(true);
    expect(running.out()).not.toContain('\u001B');
    expect(running.out()).not.toContain('{"type":"incident');
    expect(running.err()).toBe('');
  });

  test('the page hears of every change of an incident with all that it shows of it', async () => {
    const changes = await waitUntil('changes on the live stream', () => {
      const found = [...live.text.matchAll(/^event: incident\ndata: (.*)$/gm)].map(
        ([, data = '']) => JSON.parse(data) as Partial<Incident>,
      );
      return found.length > 3 && found;
    });
    for (const change of changes)
      expect(change).toMatchObject({
        lift: expect.any(Object),
        members: expect.any(Array),
        timeline: expect.any(Array),
        occupancy: expect.any(String),
      });
  });

  test('neither its log nor its output tells a secret or a whole phone number', async () => {
    const secretFiles = [
      'dispatch.token',
      'receipts.token',
      'dispatch-broker.secret',
      'firm-webhook.secret',
      'sms.secret',
      'voice.secret',
    ];
    const secrets = await Promise.all([...secretFiles, 'credentials.key'].map((f) => readFile(join(dir, f), 'utf8')));
    const log = await readFile(join(dir, 'liftwatch.log'), 'utf8');
    expect(log).toContain('delivery attempted');
    expect(secrets.every((secret) => secret.trim().length >= 20)).toBe(true);
    for (const text of [log, running.out(), running.err()]) {
      for (const secret of secrets) expect(text).not.toContain(secret.trim());
      expect(text).not.toMatch(/861000000000\d/);
    }
  });

  test('somebody is on duty: a rota with turns and a stand-in, and the crew and the manager are told by name', async () => {
    const { items } = await running.json<{ items: { rotaId: string; overrides: object[] }[] }>(
      'dispatch',
      '/api/v1/rotas',
    );
    expect(items.map(({ rotaId, overrides }) => [rotaId, overrides.length])).toEqual([
      ['firm-1-backup', 0],
      ['firm-1-crew', 1],
      ['firm-2-backup', 0],
      ['firm-2-crew', 1],
    ]);
    for (const { rotaId } of items) {
      const duty = await running.json<{ people: string[]; gaps: object[]; handOvers: object[] }>(
        'dispatch',
        `/api/v1/rotas/${rotaId}/on-duty`,
      );
      expect([rotaId, duty.people.length, duty.gaps]).toEqual([rotaId, 1, []]);
      if (rotaId.endsWith('crew')) expect(duty.handOvers.length).toBeGreaterThan(2);
    }
    await waitUntil('the crew’s line', () => /crew {5}\| SMS .*电梯困人/.test(running.out()));
    await waitUntil('the manager’s line', () => /manager {2}\| SMS .*电梯困人/.test(running.out()));
  });

  test('lifts that bring weeks with them: wear on the firm’s list with reasons, its trend, and they live on', async () => {
    const items = await waitUntil(
      'a warning of each of them',
      async () => {
        const list = await running.json<{ items: WorklistItem[] }>('dispatch', '/api/v1/worklists/firm-1');
        return new Set(list.items.map(({ liftId }) => liftId)).size >= 3 && list.items;
      },
      ARRIVES_MS,
    );
    expect(items.every(({ liftId }) => /^arcade-0\d$/.test(liftId))).toBe(true);
    expect(items.map(({ warning }) => warning.component)).toEqual(
      expect.arrayContaining(['door', 'lock', 'levelling']),
    );
    for (const { warning } of items)
      expect([warning.drivers.length > 0, warning.checks.length > 0]).toEqual([true, true]);
    const health = await running.json<{ components: { component: string; features: { trend: object[] }[] }[] }>(
      'engine',
      '/api/v1/lifts/arcade-01/health',
    );
    const door = health.components.find(({ component }) => component === 'door');
    expect(door?.features[0]?.trend.length).toBeGreaterThan(3);
    const toMs = Date.now();
    const path = `/api/v1/lifts/arcade-01/trend?measurement=door_cycle&fields=close_time_ms&fromMs=${toMs - 30 * DAY_MS}&toMs=${toMs}`;
    const trend = (await (await fetch(new URL(path, running.urls.console))).json()) as { rows: { atMs: number }[] };
    expect(trend.rows[0]?.atMs).toBeLessThan(toMs - 29 * DAY_MS);
    const { link } = await running.json<{ link: string }>('engine', '/api/v1/lifts/arcade-01');
    expect(link).toBe('up');
    expect(await readFile(join(dir, 'liftwatch.log'), 'utf8')).not.toContain('refused points');
  });

  test.each(['900001', '00000000000000000001', '演示路 1 号', 'plaza 1#'])(
    'the first lift is found by %s',
    async (text) => {
      const answer = await fetch(new URL(`/api/v1/fleet?q=${encodeURIComponent(text)}&limit=1`, running.urls.console));
      const { lifts } = (await answer.json()) as { lifts: { liftId: string }[] };
      expect(lifts.map(({ liftId }) => liftId)).toEqual(['plaza-01']);
    },
  );

  test('a second process on the same data folder ends at once with one line and its remedy', async () => {
    const second = await liftwatch(['start'], { LIFTWATCH_DATA_DIR: dir, ...zeroPorts });
    expect([second.code, second.err.trim().split('\n')]).toEqual([
      69,
      [expect.stringMatching(/is held by process \d+: stop that process.*\[LIFT_STORE_LOCKED\]$/)],
    ]);
  });

  test('a taken port ends at once with one line that names the setting', async () => {
    const other = await newDataFolder();
    const second = await liftwatch(['start'], {
      ...zeroPorts,
      LIFTWATCH_DATA_DIR: other,
      LIFTWATCH_MQTT_PORT: String(running.mqttPort),
    });
    await removeFolder(other);
    expect([second.code, second.err.trim()]).toEqual([
      69,
      expect.stringMatching(
        new RegExp(
          `^liftwatch: port ${running.mqttPort} \\(LIFTWATCH_MQTT_PORT\\) is taken\\. .*\\[LIFT_CLI_PORT_TAKEN\\]$`,
        ),
      ),
    ]);
  });
});

const zeroPorts = Object.fromEntries(
  ['MQTT', 'CONSOLE', 'ENGINE', 'DISPATCH', 'BROKER_HTTP', 'SANDBOX'].map((name) => [`LIFTWATCH_${name}_PORT`, '0']),
);

describeWithServer('mosquitto-clients', 'readings by hand with mosquitto', () => {
  test('the line to paste works as printed', async () => {
    const line = running
      .out()
      .split('\n')
      .find((one) => one.trim().startsWith('mosquitto_pub'));
    await promisify(execFile)('bash', ['-c', String(line)], { timeout: 20_000 });
    const incident = await waitUntil('the incident', async () =>
      (await incidentsOf(running, 'my-lift')).find((one) => one.kind === 'entrapment'),
    );
    expect(['alarm', 'dispatched']).toContain(incident.state);
  });

  test('a valid reading becomes a finding and an incident', async () => {
    const sent = await mosquittoPub({
      port: running.mqttPort,
      clientId: 'hand',
      topic: 'lift/v1/hand-1/event',
      message: JSON.stringify({ at: Date.now(), type: 'code', code: '90' }),
    });
    expect(sent.exitCode).toBe(0);
    await waitUntil('the incident', async () => (await incidentsOf(running, 'hand-1')).length === 1);
    const { findings } = await running.json<{ findings: { finding: Finding }[] }>(
      'engine',
      '/api/v1/findings?liftId=hand-1',
    );
    expect(findings.map(({ finding }) => [finding.liftId, finding.code])).toContainEqual(['hand-1', '90']);
  });

  test('an invalid reading is acknowledged, told on errors, and listed as a dead letter', async () => {
    const errors = await mosquittoSub({
      port: running.mqttPort,
      clientId: 'listener',
      topics: ['lift/v1/hand-2/errors'],
    });
    const message = '{"at":"yesterday","type":"code","code":"90"}';
    const sent = await mosquittoPub({
      port: running.mqttPort,
      clientId: 'hand-2',
      topic: 'lift/v1/hand-2/event',
      message,
    });
    expect(sent.exitCode).toBe(0);
    const told = await errors.waitFor((one) => one.topic === 'lift/v1/hand-2/errors');
    await errors.close();
    expect(told.payload).toContain('at');
    const listed = await liftwatch(['dead-letters', 'list', '--terminal', 'hand-2'], { LIFTWATCH_DATA_DIR: dir });
    expect(listed.code).toBe(0);
    const letters = listed.out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { topic: string; payload: string });
    expect(letters).toMatchObject([{ terminal: 'hand-2', topic: 'lift/v1/hand-2/event', payload: message }]);
    expect(await incidentsOf(running, 'hand-2')).toEqual([]);
  });
});
