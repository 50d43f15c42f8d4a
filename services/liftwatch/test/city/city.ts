import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig as loadDispatchConfig, startDispatch, type DispatchTables } from '@liftwatch/dispatch';
import { liftFactsOf, recordLines } from '@liftwatch/edge-simulator';
import { loadConfig as loadEngineConfig, sendingHere, startRuleEngine } from '@liftwatch/rule-engine';
import { parseTopic } from '@liftwatch/schemas';
import {
  openReadingLogReader,
  openReadingLogWriter,
  openSqliteDatabase,
  openSqliteEngineStore,
  openSqliteFindingLog,
  partitionOf,
  type LogRecord,
  type TimeSeries,
} from '@liftwatch/stores';
import { pino } from 'pino';
import { CITY_LASTS_S, CITY_STARTS_MS, cityScenario } from './city-scenario.ts';

const PARTITIONS = 2;
const SEED = 7;
const TOKEN = 'city-token';
const SLICE_MS = 60_000;
const silent = pino({ level: 'silent' });

interface Line {
  readonly liftId: string | undefined;
  readonly terminal: string | undefined;
  readonly record: LogRecord;
}

const recorded = function* (): Generator<Line> {
  for (const line of recordLines(cityScenario(), { seed: SEED, startAtMs: CITY_STARTS_MS, withContext: false })) {
    const { receivedAt: receivedAtMs } = line;
    if ('context' in line) continue;
    if ('session' in line) {
      const { terminal: terminalId, session } = line;
      yield { liftId: undefined, terminal: terminalId, record: { type: 'session', receivedAtMs, terminalId, session } };
      continue;
    }
    const topic = parseTopic(line.topic);
    const payload = Buffer.from(JSON.stringify(line.payload));
    const record: LogRecord = { type: 'reading', receivedAtMs, terminalId: line.terminal, topic: line.topic, payload };
    yield { liftId: 'liftId' in topic ? topic.liftId : undefined, terminal: line.terminal, record };
  }
};

const placeTypes = { plaza: 'shop', garden: 'residential' } as const;

const registry = () => {
  const facts = liftFactsOf(cityScenario(), CITY_STARTS_MS);
  return {
    districts: [
      { districtId: 'district-1', name: '和平区' },
      { districtId: 'district-2', name: '河西区' },
    ],
    sites: [
      { siteId: 'plaza', name: '滨江广场', districtId: 'district-1' },
      { siteId: 'garden', name: '天塔小区', districtId: 'district-2' },
    ],
    firms: [
      { firmId: 'firm-1', name: '第一维保' },
      { firmId: 'firm-2', name: '第二维保' },
    ],
    lifts: facts.map(({ type: _t, id: _i, at: _a, ...row }, n) => ({
      ...row,
      latitude: 39.1 + n / 1_000,
      longitude: 117.2 + n / 1_000,
      placeType: placeTypes[row.siteId as keyof typeof placeTypes],
      manufacturer: n % 2 === 0 ? '甲品牌' : '乙品牌',
    })),
    contacts: [],
  };
};

interface Desk {
  post(path: string, body: object): Promise<Response>;
  incidents(): Promise<readonly { incidentId: string; liftId?: string; state: string; kind: string }[]>;
}

const deskAt = (url: string): Desk => ({
  post: (path, body) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(body),
    }),
  incidents: async () =>
    (
      (await (
        await fetch(`${url}/api/v1/incidents?limit=100`, { headers: { authorization: `Bearer ${TOKEN}` } })
      ).json()) as { items: never[] }
    ).items,
});

/** What people do, minutes after the start; each is tried until it is taken. */
const peoplesSteps = [
  { atS: 500, lift: 'big-01', steps: [['acknowledge', { by: 'crew-1' }]] },
  { atS: 660, lift: 'big-01', steps: [['arrive', { by: 'crew-1' }]] },
  {
    atS: 1_100,
    lift: 'big-01',
    steps: [['close', { by: 'crew-1', causeCode: 'door-system', peopleFreed: 2, force: true }]],
  },
  { atS: 2_760, lift: 'big-01', steps: [['acknowledge', { by: 'crew-1' }]] },
  { atS: 2_780, lift: 'big-01', steps: [['arrive', { by: 'crew-1' }]] },
  { atS: 3_400, lift: 'big-01', steps: [['close', { by: 'crew-1', causeCode: 'door-system', force: true }]] },
  { atS: 1_700, lift: 'small-02', steps: [['refuse', { by: 'crew-2', reason: '堵车 stuck in traffic' }]] },
  {
    atS: 3_100,
    lift: 'small-02',
    steps: [
      ['acknowledge', { by: 'crew-3', level: 2 }],
      ['arrive', { by: 'crew-3', level: 2 }],
    ],
  },
] as const;

const act = async (desk: Desk, step: (typeof peoplesSteps)[number]): Promise<void> => {
  const incident = (await desk.incidents()).find((one) => one.liftId === step.lift && one.kind === 'entrapment');
  if (!incident) throw new Error(`no entrapment of ${step.lift} by ${step.atS} s`);
  for (const [action, body] of step.steps) {
    const response = await desk.post(`/api/v1/incidents/${incident.incidentId}/${action}`, body);
    if (!response.ok) throw new Error(`${action} of ${step.lift}: ${response.status} ${await response.text()}`);
  }
};

export interface City {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Lets a small city live for two hours of its own time: the simulator's readings go into a real reading log, the real
 * engine judges them, the real dispatch makes incidents of them and is told by people what they did; all points go into
 * `series`. Dispatch's clock is the city's.
 */
export const liveInTheCity = async (series: TimeSeries): Promise<City> => {
  const dir = await mkdtemp(join(tmpdir(), 'liftwatch-city-'));
  await writeFile(join(dir, 'token'), TOKEN);
  const writer = await openReadingLogWriter({ dir: join(dir, 'log'), partitions: PARTITIONS, minFreeBytes: 0 });
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openSqliteEngineStore({ path: join(dir, 'spool.db') });
  const database = openSqliteDatabase<DispatchTables>(join(dir, 'app.db'));
  let cityMs = CITY_STARTS_MS;
  const engine = await startRuleEngine(
    loadEngineConfig({ LIFTWATCH_ENGINE_HTTP_PORT: '0', LIFTWATCH_ENGINE_DATA_DIR: dir }),
    { reader, findings, engineStore, startSending: sendingHere(engineStore, series), logger: silent },
  );
  const dispatch = await startDispatch(
    loadDispatchConfig({ LIFTWATCH_DISPATCH_HTTP_PORT: '0', LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'token') }),
    { findings, database, series, logger: silent, nowMs: () => cityMs },
  );
  const desk = deskAt(`http://127.0.0.1:${dispatch.httpPort}`);
  try {
    const imported = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/registry/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(registry()),
    });
    if (!imported.ok) throw new Error(await imported.text());
    const facts = registry().lifts.map((row): readonly [number, LogRecord] => [
      partitionOf(row.liftId, PARTITIONS),
      {
        type: 'context',
        receivedAtMs: CITY_STARTS_MS,
        writerId: 'dispatch',
        payload: Buffer.from(JSON.stringify({ ...row, type: 'lift-facts', id: `f-${row.liftId}`, at: CITY_STARTS_MS })),
      },
    ]);
    await writer.append(batchOf(facts));
    const steps = [...peoplesSteps].sort((a, b) => a.atS - b.atS);
    for await (const slice of slices()) {
      await writer.append(batchOf(slice.records));
      await engine.idle();
      cityMs = slice.untilMs;
      await dispatch.idle();
      while (steps[0] && CITY_STARTS_MS + steps[0].atS * 1_000 <= cityMs) {
        const step = steps.shift();
        if (step) await act(desk, step);
      }
    }
    await dispatch.idle();
    return { fromMs: CITY_STARTS_MS, toMs: cityMs };
  } finally {
    await dispatch.close();
    await engine.close();
    await database.destroy();
    await engineStore.close();
    await findings.close();
    await reader.close();
    await writer.close();
    await rm(dir, { recursive: true, force: true });
  }
};

type Placed = readonly [partition: number, record: LogRecord];

const batchOf = (placed: readonly Placed[]): Map<number, LogRecord[]> => {
  const batch = new Map<number, LogRecord[]>();
  for (const [partition, record] of placed) batch.set(partition, [...(batch.get(partition) ?? []), record]);
  return batch;
};

/** A minute of the city at a time, with a tick a second in each partition. */
async function* slices(): AsyncGenerator<{ untilMs: number; records: readonly Placed[] }> {
  const lines = recorded();
  const homes = new Map<string, number>();
  let next = lines.next();
  let tickMs = CITY_STARTS_MS + 1_000;
  for (let untilMs = CITY_STARTS_MS + SLICE_MS; untilMs <= CITY_STARTS_MS + CITY_LASTS_S * 1_000; untilMs += SLICE_MS) {
    const records: Placed[] = [];
    const tickTo = (toMs: number): void => {
      for (; tickMs <= toMs; tickMs += 1_000)
        for (let p = 0; p < PARTITIONS; p++) records.push([p, { type: 'tick', receivedAtMs: tickMs }]);
    };
    for (; !next.done && next.value.record.receivedAtMs < untilMs; next = lines.next()) {
      const { liftId, terminal = '', record } = next.value;
      tickTo(record.receivedAtMs - 1);
      // A session's word goes to every partition that its terminal speaks to; these terminals speak for one lift each.
      const home = liftId === undefined ? homes.get(terminal) : partitionOf(liftId, PARTITIONS);
      if (home !== undefined) homes.set(terminal, home);
      if (home === undefined) for (let p = 0; p < PARTITIONS; p++) records.push([p, record]);
      else records.push([home, record]);
    }
    tickTo(untilMs);
    yield { untilMs, records };
  }
}
