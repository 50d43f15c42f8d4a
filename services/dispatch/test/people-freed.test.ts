import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Incident } from '@liftwatch/schemas';
import { rescueFactOf } from '../src/points/rescue-fact.ts';
import { aFinding, s } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯维保}]
contacts: [{contactId: crew-1, role: crew, firmId: F1, channel: sms, address: "13812345678"}]
`;
let d: RunningTestDispatch;
let next = 1;
let liftId = '';
beforeAll(async () => {
  d = await runDispatch(registry);
});
beforeEach(async () => {
  liftId = `L${next++}`;
  await d.find(aFinding({ liftId }));
});
afterAll(() => d.close());

const act = async (step: string, body: object) => {
  const { incidentId } = await d.incidentOf(liftId);
  return d.operator<{ detail?: string }>(`/api/v1/incidents/${incidentId}/${step}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
};
const people = (incident: Incident) => rescueFactOf(incident, {}, s(3_600))?.people;
test('said with the release: in the incident, on its timeline, and in the figures', async () => {
  expect((await act('release', { by: 'crew-1', peopleFreed: 3 })).status).toBe(200);
  const incident = await d.incidentOf(liftId);
  expect(incident).toMatchObject({ state: 'freed', peopleFreed: 3 });
  expect(incident.timeline).toContainEqual(
    expect.objectContaining({ what: 'people-freed', who: 'crew-1', detail: '3' }),
  );
  expect(people(incident)).toBe(3);
});

test('not said: unknown, which is no 0; nobody inside is a 0', async () => {
  await act('release', { by: 'crew-1' });
  expect(await d.incidentOf(liftId)).not.toHaveProperty('peopleFreed');
  expect(people(await d.incidentOf(liftId))).toBeUndefined();
  // Known later: the same step again, or the close, records it.
  await act('release', { by: 'crew-1', peopleFreed: 0 });
  expect(people(await d.incidentOf(liftId))).toBe(0);
  await act('close', { by: 'crew-1', causeCode: 'door-system', peopleFreed: 2 });
  expect(await d.incidentOf(liftId)).toMatchObject({ state: 'closed', peopleFreed: 2 });
});

test('a number that comes after the close is refused, not lost; the same one again is the same', async () => {
  await act('release', { by: 'crew-1', peopleFreed: 1 });
  await act('close', { by: 'crew-1' });
  expect((await act('release', { by: 'crew-1', peopleFreed: 1 })).status).toBe(200);
  expect((await act('release', { by: 'crew-1', peopleFreed: 4 })).status).toBe(409);
});

test('a false alarm freed nobody, whatever was said before', async () => {
  await act('reject', { by: 'op-7' });
  expect(people({ ...(await d.incidentOf(liftId)), peopleFreed: 2 })).toBeUndefined();
});

test.each([-1, 1.5, 201, 'two'])('%s people are refused, naming the field', async (peopleFreed) => {
  const refused = await act('release', { by: 'crew-1', peopleFreed });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('peopleFreed');
});
