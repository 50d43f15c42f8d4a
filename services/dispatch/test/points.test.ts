import { SELF_TEST_LIFT, shanghaiDayStartMs, type Incident } from '@liftwatch/schemas';
import { openSqliteSeries, parseLine, StoreError, type TimeSeries } from '@liftwatch/stores';
import { expect, onTestFinished, test } from 'vitest';
import { incidentLines } from '../src/points/incident-points.ts';
import { measurements } from '../src/points/measurements.ts';
import { startPointsWriter } from '../src/points/points-writer.ts';
import { readRegistryFile } from '../src/registry/registry-file.ts';
import { saveRegistry } from '../src/registry/registry-store.ts';
import { removeRow } from '../src/registry/remove-row.ts';
import { aFinding, s, T0 } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const registry = `districts: [{ districtId: '120101', name: 和平区 }]
sites: [{ siteId: S1, name: 天塔小区, districtId: '120101' }]
firms: [{ firmId: F1, name: 甲维保 }, { firmId: F2, name: 乙维保 }]
lifts:
  - { liftId: L1, name: 1号梯, siteId: S1, districtId: '120101', firmId: F1, placeType: residential, manufacturer: 某品牌, latitude: 39.1, longitude: 117.2 }
  - { liftId: L2, siteId: S1, districtId: '120101', firmId: F1 }
`;

const stand = async (nowMs: () => number, write?: (series: TimeSeries) => TimeSeries['write']) => {
  const p = await openPipeline();
  await saveRegistry(p.database, readRegistryFile(registry, 'yaml'), { nowMs: T0, by: 'op' });
  const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => undefined });
  const errors: unknown[] = [];
  const lines: string[] = [];
  const put = write?.(series) ?? series.write.bind(series);
  const seen: TimeSeries = {
    ...{ prepare: () => series.prepare(), query: (q) => series.query(q), close: () => series.close() },
    write: async (text) => {
      const outcome = await put(text);
      lines.push(...Buffer.from(text).toString('utf8').trim().split('\n'));
      return outcome;
    },
  };
  const writer = startPointsWriter({
    database: p.database,
    series: seen,
    nowMs,
    onError: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await writer.close();
    await series.close();
  });
  const rows = (measurement: string) =>
    series.query({ measurement, tags: {}, fields: [], fromMs: 0, toMs: s(86_400 * 40), limit: 100 });
  return { p, writer, rows, errors, lines };
};

test('an entrapment is one rescue that is overwritten from alarm to release; its incident is on the map while it lasts', async () => {
  let now = s(5);
  const { p, writer, rows, errors } = await stand(() => now);
  await p.find(aFinding({ receivedAtMs: s(0) }));
  await writer.idle();
  const [open] = await rows('incident');
  expect(open?.fields).toMatchObject({ live: 1, severity: 1, latitude: 39.1, longitude: 117.2, site_name: '天塔小区' });
  expect((await rows('rescue'))[0]?.fields).toMatchObject({ live: 1, arrival_overdue: 0, firm_name: '甲维保' });
  now = s(700);
  await p.find(
    aFinding({ revision: 2, change: 'cleared', stage: 'released', atS: 600, receivedAtMs: s(600), selfReleased: true }),
  );
  await writer.idle();
  expect((await rows('incident')).map((row) => row.fields['live'])).toEqual([0]);
  const rescues = await rows('rescue');
  expect(rescues).toHaveLength(1);
  expect(rescues[0]?.tags).toEqual({ district_id: '120101', hour: '10' });
  expect(rescues[0]?.fields).toMatchObject({ lift_id: 'L1', firm_id: 'F1', place: 'residential' });
  expect(rescues[0]?.fields).toMatchObject({ live: 0, self_released: 1, false_alarm: 0, breaches: 1 });
  expect(rescues[0]?.fields['breach_zh']).toBe('3:00 内未响应（无人接单）');
  expect(rescues[0]?.fields).not.toHaveProperty('arrival_within_30_min');
  expect(errors).toEqual([]);
});

test('each minute the clocks of live entrapments and dispatch itself; each hour the figures of 30 days and lifts that come back', async () => {
  let now = s(1);
  const { p, writer, rows } = await stand(() => now);
  await writer.idle();
  // Nothing has happened, and that is known: zeros, not a hole.
  expect((await rows('dispatch_1m')).map((row) => row.fields)).toMatchObject([
    { live_entrapments: 0, messages_failed: 0, registered_lifts: 2, lifts_without_place: 0 },
  ]);
  await p.find(aFinding({ findingId: 'first-one', receivedAtMs: s(1) }));
  await p.find(
    aFinding({
      findingId: 'first-one',
      revision: 2,
      change: 'cleared',
      stage: 'released',
      atS: 60,
      receivedAtMs: s(60),
    }),
  );
  await p.act({ incidentId: p.all()[0]!.incidentId, by: 'op', action: { is: 'close', force: false }, nowMs: s(61) });
  await p.find(aFinding({ findingId: 'second-one', atS: 120, receivedAtMs: s(120) }));
  now = s(120 + 1_802);
  await writer.idle();
  const late = (await rows('dispatch_1m')).at(-1)?.fields;
  expect(late).toMatchObject({ live_entrapments: 1, late_entrapments: 1 });
  expect((await rows('rescue')).map((row) => row.fields['arrival_within_30_min'] ?? null)).toEqual([null, 0]);
  now = s(3_700);
  await writer.idle();
  const figures = await rows('figures_30d');
  expect(figures.map((row) => `${row.tags['scope']}/${row.tags['id']}`).sort()).toEqual([
    'city/city',
    'district/120101',
    'firm/F1',
    'firm/F2',
  ]);
  const firm = figures.find((row) => row.tags['id'] === 'F1');
  expect(firm?.atMs).toBe(shanghaiDayStartMs(now));
  expect(firm?.fields).toMatchObject({ lifts: 2, entrapments: 2, affected_part: 1, affected_of: 2, affected: 0.5 });
  expect(firm?.fields['arrival_within_30_min_of']).toBe(1);
  // A firm without lifts has counts and no rate.
  expect(figures.find((row) => row.tags['id'] === 'F2')?.fields).not.toHaveProperty('affected');
  expect((await rows('repeat_lift')).map((row) => row.fields)).toMatchObject([
    { entrapments_30d: 2, lift_name: '1号梯' },
  ]);
});

test('figures do not wait for the hour: a firm that was just registered, a rescue that just ended', async () => {
  let now = s(61);
  const { p, writer, rows } = await stand(() => now);
  const figures = async (id: string) => {
    now += 60_000;
    await writer.idle();
    return (await rows('figures_30d')).find((row) => row.tags['id'] === id)?.fields;
  };
  expect(await figures('F1')).toMatchObject({ lifts: 2, entrapments: 0 });
  expect(await figures('F3')).toBeUndefined();
  const later = `firms: [{ firmId: F3, name: 丙维保 }]\nlifts: [{ liftId: L3, siteId: S1, districtId: '120101', firmId: F3 }]`;
  await saveRegistry(p.database, readRegistryFile(later, 'yaml'), { nowMs: now, by: 'op' });
  expect(await figures('F3')).toMatchObject({ lifts: 1, entrapments: 0 });
  await p.find(aFinding({ receivedAtMs: now }));
  expect(await figures('F1')).toMatchObject({ entrapments: 1 });
});

test('a lift that is taken out stays in what is counted of the time before: no rate improves by it', async () => {
  let now = s(61);
  const { p, writer, rows } = await stand(() => now);
  const figures = async (id: string) => {
    now += 60_000;
    await writer.idle();
    return (await rows('figures_30d')).findLast((row) => row.tags['id'] === id)?.fields;
  };
  await p.find(
    aFinding({ receivedAtMs: now }),
    aFinding({ revision: 2, change: 'cleared', stage: 'released', receivedAtMs: now }),
  );
  for (const n of [1, 2, 3]) {
    const fault = { findingId: `fault-${n}`, code: '02', incidentKind: 'fault/02' as const, priority: 'P2' as const };
    await p.find(
      aFinding({ ...fault, receivedAtMs: now }),
      aFinding({ ...fault, revision: 2, change: 'cleared', stage: 'released', receivedAtMs: now }),
    );
    const { incidentId } = p.ofKind('fault/02').at(-1)!;
    await p.act({ incidentId, by: 'op', action: { is: 'close', force: false }, nowMs: now });
  }
  const before = await figures('F1');
  expect(before).toMatchObject({
    lifts: 2,
    lifts_30d: 2,
    removed_lifts_30d: 0,
    affected_part: 1,
    affected_of: 2,
    faults: 3,
  });
  expect(await rows('repeat_lift')).toHaveLength(1);
  const out = { nowMs: now, by: 'op', reason: 'scrapped' };
  await removeRow(p.database, { list: 'lifts', id: 'L1' }, out);
  const after = await figures('F1');
  expect(after).toMatchObject({
    lifts: 1,
    lifts_30d: 2,
    removed_lifts_30d: 1,
    affected_part: 1,
    affected_of: 2,
    faults: 3,
  });
  expect(after?.['faults_per_100_lifts']).toBe(before?.['faults_per_100_lifts']);
  expect(await rows('removed_lift')).toMatchObject([
    { atMs: out.nowMs, tags: { lift_id: 'L1' }, fields: { lift_name: '1号梯', firm_id: 'F1', reason: 'scrapped' } },
  ]);
  // What its terminal says from then on is of a lift that nobody has registered.
  now += 60_000;
  await p.find(
    aFinding({ findingId: 'later', code: '03', incidentKind: 'fault/03', priority: 'P2', receivedAtMs: now }),
  );
  expect(await figures('F1')).toMatchObject({ faults: 3 });
  now += 31 * 86_400_000;
  expect(await figures('F1')).toMatchObject({ lifts: 1, lifts_30d: 1, removed_lifts_30d: 0 });
});

test('a lift that goes over to another firm within the month: what began under each is that one’s, and so are its clocks', async () => {
  let now = s(61);
  const { p, writer, rows } = await stand(() => now);
  const figures = async (id: string) => {
    now += 60_000;
    await writer.idle();
    return (await rows('figures_30d')).findLast((row) => row.tags['id'] === id)?.fields;
  };
  const close = (incidentId: string) =>
    p.act({ incidentId, by: 'op', action: { is: 'close', force: false }, nowMs: now });
  const fault = (findingId: string, firmId: string) => {
    const of = { code: '02', incidentKind: 'fault/02' as const, priority: 'P2' as const, receivedAtMs: now };
    return aFinding({ ...of, findingId, lift: { firmId, districtId: '120101' } });
  };
  const entrapment = (findingId: string, firmId: string, more: Parameters<typeof aFinding>[0] = {}) =>
    aFinding({ findingId, receivedAtMs: now, lift: { firmId, districtId: '120101' }, ...more });
  const over = { revision: 2, change: 'cleared', stage: 'released' } as const;

  // Under the first firm: an entrapment that it answers after 30 s and a fault; the entrapment ends, and is closed under the second.
  await p.find(entrapment('first', 'F1'), fault('fault-a', 'F1'));
  const first = p.ofKind('entrapment').at(-1)!.incidentId;
  now += 30_000;
  await p.act({ incidentId: first, by: 'crew-of-F1', action: { is: 'acknowledge' }, nowMs: now });
  await p.find({ ...fault('fault-a', 'F1'), ...over });
  await close(p.ofKind('fault/02').at(-1)!.incidentId);
  expect(await figures('F1')).toMatchObject({ lifts: 2, lifts_30d: 2, entrapments: 1, faults: 1 });

  const contract = `lifts: [{ liftId: L1, name: 1号梯, siteId: S1, districtId: '120101', firmId: F2, placeType: residential }]`;
  await saveRegistry(p.database, readRegistryFile(contract, 'yaml'), { nowMs: now, by: 'op' });
  now += 600_000;
  await p.find(entrapment('first', 'F2', over));
  await close(first);
  // Under the second: an entrapment that nobody answers, and two faults.
  now += 7_200_000;
  await p.find(entrapment('second', 'F2'));
  for (const id of ['fault-b', 'fault-c']) {
    await p.find(fault(id, 'F2'), { ...fault(id, 'F2'), ...over });
    await close(p.ofKind('fault/02').at(-1)!.incidentId);
  }
  now += 600_000;

  expect(await figures('F1')).toMatchObject({
    ...{ lifts: 1, lifts_30d: 2, moved_lifts_30d: 1, entrapments: 1, affected_part: 1, affected_of: 2, faults: 1 },
    ...{ response_mean_s: 30, response_within_3_min: 1, faults_per_100_lifts: 50 },
  });
  expect(await figures('F2')).toMatchObject({
    ...{ lifts: 1, lifts_30d: 1, moved_lifts_30d: 0, entrapments: 1, affected_part: 1, affected_of: 1, faults: 2 },
    ...{ response_within_3_min_part: 0, response_within_3_min_of: 1 },
  });
  expect(await figures('120101')).toMatchObject({ lifts: 2, lifts_30d: 2, moved_lifts_30d: 0, faults: 3 });
  expect(await figures('city')).toMatchObject({ lifts: 2, lifts_30d: 2, entrapments: 2, faults: 3 });
  const rescues = (await rows('rescue')).map(({ fields }) => [fields['firm_id'], fields['firm_name'], fields['state']]);
  expect(rescues).toEqual([
    ['F1', '甲维保', 'closed'],
    ['F2', '乙维保', expect.any(String)],
  ]);
  // Back again: it has left nobody.
  const back = contract.replace('F2', 'F1');
  await saveRegistry(p.database, readRegistryFile(back, 'yaml'), { nowMs: now, by: 'op' });
  expect(await figures('F1')).toMatchObject({ lifts: 2, lifts_30d: 2, moved_lifts_30d: 0 });
  expect(await figures('F2')).toMatchObject({ lifts: 0, lifts_30d: 1, moved_lifts_30d: 1, faults: 2 });
  // And away once more: a lift that left twice is one lift.
  now += 1_000;
  await saveRegistry(p.database, readRegistryFile(contract, 'yaml'), { nowMs: now, by: 'op' });
  expect(await figures('F1')).toMatchObject({ lifts: 1, lifts_30d: 2, moved_lifts_30d: 1 });
  now += 31 * 86_400_000;
  expect(await figures('F1')).toMatchObject({ lifts: 1, lifts_30d: 1, moved_lifts_30d: 0, faults: 0 });
});

test.each([
  ['a minute', 60_000, { lifts: 1, lifts_30d: 2, removed_lifts_30d: 0, moved_lifts_30d: 1 }],
  ['forty days', 40 * 86_400_000, { lifts: 1, lifts_30d: 1, removed_lifts_30d: 0, moved_lifts_30d: 0 }],
])(
  'taken out, and after %s registered under another firm, a lift was the first one’s until it was taken out',
  async (_, ms, first) => {
    let now = s(61);
    const { p, writer, rows } = await stand(() => now);
    await removeRow(p.database, { list: 'lifts', id: 'L1' }, { nowMs: now, by: 'op', reason: 'sold' });
    now += ms;
    const again = `lifts: [{ liftId: L1, siteId: S1, districtId: '120101', firmId: F2 }]`;
    await saveRegistry(p.database, readRegistryFile(again, 'yaml'), { nowMs: now, by: 'op' });
    now += 60_000;
    await writer.idle();
    const of = async (id: string) => (await rows('figures_30d')).findLast((row) => row.tags['id'] === id)?.fields;
    expect(await of('F1')).toMatchObject(first);
    expect(await of('F2')).toMatchObject({ lifts: 1, lifts_30d: 1, moved_lifts_30d: 0 });
  },
);

test('what begins anew under another firm calls that one, and is still seen by the first', async () => {
  const p = await openPipeline();
  await p.find(
    aFinding({ lift: { firmId: 'F1' } }),
    aFinding({ revision: 2, change: 'cleared', stage: 'released', atS: 60 }),
  );
  await p.find(aFinding({ findingId: 'anew', atS: 90, lift: { firmId: 'F2' } }));
  const [incident] = p.ofKind('entrapment');
  expect(incident).toMatchObject({ episode: 2, lift: { firmId: 'F2' } });
  const alarms = p.deliveries.filter(({ role, notice }) => role === 'firm' && notice === 'alarm');
  expect(alarms.map(({ recipientId, episode }) => [recipientId, episode])).toEqual([
    ['firm/F1', 1],
    ['firm/F2', 2],
  ]);
  const firms = await p.database.selectFrom('incident_firm').select('firm_id').orderBy('firm_id').execute();
  expect(firms.map(({ firm_id: id }) => id)).toEqual(['F1', 'F2']);
});

test('a time series that is down loses nothing and delays nothing', async () => {
  let isDown = true;
  const now = s(5);
  const { p, writer, rows, errors } = await stand(
    () => now,
    (series) => (text) => {
      if (isDown) throw new StoreError('LIFT_STORE_SERIES_UNAVAILABLE', 'down', { recoverable: true });
      return series.write(text);
    },
  );
  await p.find(aFinding());
  await writer.idle();
  expect(errors).not.toEqual([]);
  expect(await rows('incident')).toEqual([]);
  isDown = false;
  await writer.idle();
  expect(await rows('incident')).toHaveLength(1);
  expect(await p.database.selectFrom('incident_point').selectAll().execute()).toEqual([]);
});

const answered = (over: Partial<Incident>): Incident => ({
  incidentId: 'incident-0001',
  scope: 'lift/L1',
  liftId: 'L1',
  kind: 'entrapment',
  state: 'alarm',
  confirmation: 'none',
  priority: 'P1',
  occupancy: 'occupied',
  episode: 1,
  revision: 1,
  lift: { registered: true, districtId: 'd', firmId: 'f' },
  members: [],
  suppressed: [],
  openedAtMs: s(0),
  updatedAtMs: s(0),
  alarmAtMs: s(0),
  timeline: [],
  ...over,
});

const nobodyYet = { level: 1 as const, stepsTaken: [], refusals: [], deadlines: [] };

test.each([
  ['30:00 is in time', 1_800_999, 1, 0],
  ['30:01 is not', 1_801_000, 0, 1],
])('arrival: %s', (_, arrivedAfterMs, within, breaches) => {
  const incident = answered({
    response: { ...nobodyYet, acknowledgedAtMs: s(60), arrivedAtMs: s(0) + arrivedAfterMs },
  });
  const rescue = parseLine(incidentLines(incident, {}, s(4_000))[1] ?? '');
  expect(rescue.fields).toMatchObject({ arrival_within_30_min: within, response_within_3_min: 1, breaches });
});

test('a breach says why: refused, escalated, nobody came; a drill and a false alarm have none', () => {
  const response = {
    ...nobodyYet,
    level: 2 as const,
    refusals: [{ by: 'crew-7', reason: 'stuck in traffic', atMs: s(30) }],
  };
  const text = (incident: Incident) => parseLine(incidentLines(incident, {}, s(4_000))[1] ?? '').fields['breach_en'];
  expect(text(answered({ response }))).toBe(
    'no response within 3:00 (crew-7 refused: stuck in traffic, escalated to level 2, nobody took it on); ' +
      'no arrival within 30:00 (crew-7 refused: stuck in traffic, escalated to level 2, nobody took it on)',
  );
  expect(text(answered({ response, drill: true }))).toBeUndefined();
  expect(incidentLines(answered({ response, liftId: SELF_TEST_LIFT }), {}, s(4_000))).toEqual([]);
  expect(text(answered({ response, outcome: 'rejected', state: 'resolved', resolvedAtMs: s(3_000) }))).toBeUndefined();
});

test('neither the daily self-test nor an exercise is an entrapment in any figure', async () => {
  let now = s(5);
  const { p, writer, rows } = await stand(() => now);
  for (const n of [1, 2]) {
    await p.find(
      aFinding({
        findingId: `self-test-${n}`,
        liftId: SELF_TEST_LIFT,
        lift: { registered: false },
        atS: n,
        receivedAtMs: s(n),
      }),
      aFinding({ findingId: `drill-${n}`, tags: ['drill'], atS: n, receivedAtMs: s(n) }),
    );
    now = s(n + 1_000);
    await writer.idle();
    expect((await rows('dispatch_1m')).at(-1)?.fields).toMatchObject({ live_entrapments: 0, open_incidents: 0 });
    for (const one of p.all().filter(({ state }) => state !== 'closed'))
      await p.act({ incidentId: one.incidentId, by: 'op', action: { is: 'close', force: true }, nowMs: s(n + 1_000) });
  }
  now = s(3_700);
  await writer.idle();
  // An exercise is there, and marked; the self-test is not.
  for (const measurement of ['incident', 'rescue'] as const)
    expect((await rows(measurement)).map(({ fields }) => [fields['lift_id'], fields['drill']])).toEqual([
      ['L1', 1],
      ['L1', 1],
    ]);
  expect((await rows('figures_30d')).map((row) => row.fields['entrapments'])).toEqual([0, 0, 0, 0]);
  expect(await rows('repeat_lift')).toEqual([]);
});

test('every line fits the schema of measurements', async () => {
  let now = s(5);
  const { p, writer, lines } = await stand(() => now);
  await p.find(aFinding(), aFinding({ liftId: 'L2', code: '04', lift: { name: 'a "b" \\ c\nd, e=f' } }));
  now = s(4_000);
  await writer.idle();
  const seen = new Set<string>();
  for (const line of lines) {
    const { measurement, tags, types } = parseLine(line);
    const schema = measurements[measurement as keyof typeof measurements];
    seen.add(measurement);
    expect(Object.keys(tags)).toEqual([...schema.tags].sort());
    for (const [field, type] of Object.entries(types))
      expect([field, (schema.fields as Record<string, string>)[field]]).toEqual([field, type]);
  }
  expect([...seen].sort()).toEqual(['dispatch_1m', 'figures_30d', 'incident', 'rescue']);
});
