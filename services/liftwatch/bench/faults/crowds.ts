/** Many at once: terminals that fall silent, and a backlog that arrives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { planOf } from '../ingest/credentials.ts';
import { startLoad } from '../ingest/load.ts';
import type { Fault, Stage } from './injection.ts';
import type { Crowd } from './town.ts';

const SILENT_LIFTS = 10_000;
const SPEAK_S = 15;
const SILENT_RATE = 1_500;
/** Shortest silence that a rule set may ask for, s; the load must not wait for the default of five minutes. */
const OFFLINE_S = 60;

const silentCrowd: Crowd = { prefix: 'silent', lifts: SILENT_LIFTS, connections: 200, districtId: 'silent' };

export const silent: Fault = {
  id: 'silent',
  what: `${SILENT_LIFTS.toLocaleString('en')} lifts silent at once`,
  processes: 4,
  durationS: 105,
  crowds: [silentCrowd],
  rules: `  - { rule: offline, args: { offlineS: ${OFFLINE_S} } }`,
  async inject(stage) {
    const credentials = join(stage.dir, `secrets-${silentCrowd.prefix}.json`);
    const { lifts, connections, prefix } = silentCrowd;
    const endMs = Date.now() + stage.durationMs;
    const load = startLoad({
      ...{ port: stage.system.mqttPort, lifts, connections, prefix, credentials },
      ...{ rate: SILENT_RATE, seconds: 600, probes: 0, seed: 1 },
    });
    const ended = load.report.catch(() => undefined);
    await load.ready;
    await sleep(SPEAK_S * 1_000);
    const silentMs = Date.now();
    load.kill();
    await ended;
    stage.tell(`${lifts} lifts fell silent`);
    stage.expect({
      ...{
        liftId: `network/district-${silentCrowd.districtId}`,
        kind: 'network',
        notice: 'alarm',
        channels: ['webhook'],
      },
      ...{ fromMs: silentMs, dueMs: silentMs + OFFLINE_S * 1_000, limitMs: 2_000 },
    });
    await sleep(Math.max(0, endMs - Date.now()));
  },
};

const BACKLOG_MS = 6 * 3_600_000;
const EVERY_MS = 15_000;
const BATCH_COUNT = 50;
const STUCK_MS = 20 * 60_000;
/** A backlog has ended when nothing more came for so long. */
const BACKLOG_END_MS = 10_000;
const TROUBLED_LIFTS = 10;

const backlogCrowd: Crowd = { prefix: 'backlog', lifts: 100, connections: 100, districtId: 'backlog' };

const standing = { serviceMode: 'normal', powerStatus: 'normal', carStatus: 'stopped', direction: 'none', speedMps: 0 };
const cycle = [
  { ...standing, doorZone: true, carDoorStatus: 'opened', floor: '1', passengerPresent: true },
  { ...standing, doorZone: true, carDoorStatus: 'closed', floor: '1', passengerPresent: true },
  {
    ...standing,
    carStatus: 'running',
    direction: 'up',
    speedMps: 1.5,
    doorZone: false,
    carDoorStatus: 'closed',
    floor: '4',
    passengerPresent: true,
  },
  { ...standing, doorZone: true, carDoorStatus: 'opened', floor: '8', passengerPresent: false },
] as const;
const between = { ...standing, doorZone: false, carDoorStatus: 'closed', floor: '5', passengerPresent: true };

/** People shut in: until now, for a while in the middle, or never. */
type Story = 'still' | 'passed' | 'quiet';
const storyOf = (place: number): Story =>
  place < TROUBLED_LIFTS ? 'still' : place < 2 * TROUBLED_LIFTS ? 'passed' : 'quiet';

const readingsOf = (story: Story, nowMs: number): object[] => {
  const fromMs = nowMs - BACKLOG_MS;
  const stuckFromMs = story === 'still' ? nowMs - STUCK_MS : nowMs - BACKLOG_MS / 2;
  const stuckToMs = stuckFromMs + STUCK_MS;
  const boot = `b${fromMs}`;
  return Array.from({ length: BACKLOG_MS / EVERY_MS + 1 }, (_, seq) => {
    const at = fromMs + seq * EVERY_MS;
    const isStuck = story !== 'quiet' && at > stuckFromMs && at <= stuckToMs;
    const isJustBefore = story !== 'quiet' && at <= stuckFromMs && at > stuckFromMs - EVERY_MS;
    const state = isStuck ? between : isJustBefore ? cycle[2] : cycle[seq % cycle.length];
    return { at, boot, seq, ...state };
  });
};

const publishBacklog = async (
  stage: Stage,
  terminal: { terminalId: string; liftId: string; password: string; story: Story },
) => {
  const { terminalId, liftId, password, story } = terminal;
  const url = `mqtt://127.0.0.1:${stage.system.mqttPort}`;
  const client = await connectAsync(url, {
    clientId: terminalId,
    username: terminalId,
    password,
    reconnectPeriod: 250,
  });
  const readings = readingsOf(story, Date.now());
  for (let at = 0; at < readings.length; at += BATCH_COUNT) {
    const payload = JSON.stringify({ sentAt: Date.now(), readings: readings.slice(at, at + BATCH_COUNT) });
    await client.publishAsync(`lift/v1/${liftId}/state`, payload, { qos: 1 });
  }
  return client;
};

export const backlog: Fault = {
  id: 'backlog',
  what: `${backlogCrowd.lifts} terminals bring a backlog of 6 h at once`,
  processes: 4,
  durationS: 45,
  crowds: [backlogCrowd],
  async inject(stage) {
    const file = join(stage.dir, `secrets-${backlogCrowd.prefix}.json`);
    const secrets = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const { terminals } = await planOf(backlogCrowd);
    const endMs = Date.now() + stage.durationMs;
    const fromMs = Date.now();
    const clients = await Promise.all(
      terminals.map(({ terminalId, liftIds: [liftId = ''] }, place) =>
        publishBacklog(stage, { terminalId, liftId, password: secrets[terminalId] ?? '', story: storyOf(place) }),
      ),
    );
    const toMs = Date.now();
    stage.tell(`${terminals.length} backlogs of 6 h taken in ${((toMs - fromMs) / 1_000).toFixed(1)} s`);
    for (const {
      liftIds: [liftId = ''],
    } of terminals.slice(0, TROUBLED_LIFTS))
      stage.expect({
        ...{ liftId, kind: 'entrapment', notice: 'alarm', channels: ['webhook', 'cap', 'sms'] },
        ...{ fromMs, dueMs: toMs + BACKLOG_END_MS, limitMs: 2_000 },
      });
    await sleep(Math.max(0, endMs - Date.now()));
    for (const client of clients) await client.endAsync();
  },
};
