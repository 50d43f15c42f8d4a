import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import type { Finding } from '@liftwatch/schemas';
import { connectAsync, type MqttClient } from 'mqtt';
import { expect, test } from 'vitest';
import {
  findingsOf,
  incidentsOf,
  liftwatch,
  newDataFolder,
  removeFolder,
  startProcess,
  type Running,
} from './all-in-one.ts';

const LIFT = 'hold-1';
const SUSPECTED_S = 20;
const WAIT_MS = 60_000;

/** One lift said by hand: someone rides, the car stops between floors. The first readings say when each began. */
const say = async (client: MqttClient, body: object, agoS = 0): Promise<void> => {
  const at = Date.now() - agoS * 1_000;
  await client.publishAsync(`lift/v1/${LIFT}/state`, JSON.stringify({ at, sentAt: Date.now(), ...body }), { qos: 1 });
};

const connect = (running: Running): Promise<MqttClient> =>
  connectAsync({ host: '127.0.0.1', port: running.mqttPort, clientId: LIFT, reconnectPeriod: 0 });

const suspectedEntrapment = async (running: Running): Promise<void> => {
  const client = await connect(running);
  client.on('error', () => undefined);
  const closed = { carDoorStatus: 'closed', landingDoorStatus: 'closed' };
  await say(
    client,
    {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      carDoorStatus: 'opened',
      landingDoorStatus: 'opened',
      passengerPresent: true,
    },
    40,
  );
  await say(client, { ...closed, carStatus: 'running', direction: 'up', doorZone: true, passengerPresent: true }, 35);
  await say(
    client,
    { ...closed, carStatus: 'stopped', direction: 'none', doorZone: false, passengerPresent: true },
    SUSPECTED_S - 4,
  );
  await client.endAsync(true);
};

const ofLift = async (dir: string): Promise<readonly Finding[]> =>
  (await findingsOf(dir)).filter((one) => one.liftId === LIFT && one.incidentKind === 'entrapment');

/** What replay must give again: all but the score, which needs no restart either, is in the line. */
const essence = (finding: Finding): string => JSON.stringify(finding);

test.concurrent.each(['SIGTERM', 'SIGKILL'] as const)(
  'a stop by %s in the middle of a suspected entrapment: the alarm comes once, in one incident, and replay equals live',
  { timeout: 150_000 },
  async (signal) => {
    const dir = await newDataFolder();
    let running = await startProcess({ dir });
    try {
      await suspectedEntrapment(running);
      await waitUntil('the suspicion', async () => (await ofLift(dir)).some((f) => f.stage === 'suspected'), WAIT_MS);
      expect(await ofLift(dir)).toHaveLength(1);
      expect(await running.end(signal)).toBe(signal === 'SIGTERM' ? 0 : null);

      running = await startProcess({ dir });
      const client = await connect(running);
      await say(client, { carStatus: 'stopped', doorZone: false, passengerPresent: true });
      await waitUntil('the alarm', async () => (await ofLift(dir)).some((f) => f.stage === 'alarm'), WAIT_MS);
      await waitUntil('the incident', async () =>
        (await incidentsOf(running, LIFT)).some((i) => ['alarm', 'dispatched'].includes(i.state)),
      );
      await client.endAsync();
      expect((await ofLift(dir)).map((f) => f.stage)).toEqual(['suspected', 'alarm']);
      expect(new Set((await ofLift(dir)).map((f) => f.findingId)).size).toBe(1);
      expect((await incidentsOf(running, LIFT)).map((i) => i.kind)).toEqual(['entrapment']);
      expect(await running.end()).toBe(0);

      const exported = await liftwatch(['log', 'export'], { LIFTWATCH_DATA_DIR: dir });
      expect(exported.code).toBe(0);
      const file = join(dir, 'replay.ndjson');
      await writeFile(file, exported.out);
      const replayed = await liftwatch(['replay', file]);
      expect(replayed.code).toBe(0);
      const again = replayed.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string } & Record<string, unknown>)
        .filter((line) => line.kind === 'finding')
        .map(({ kind: _kind, ...finding }) => essence(finding as unknown as Finding));
      const live = (await findingsOf(dir)).map(essence);
      expect(live.length).toBeGreaterThanOrEqual(2);
      expect(again.toSorted()).toEqual(live.toSorted());
    } finally {
      await running.end('SIGKILL');
      await removeFolder(dir);
    }
  },
);
