import { waitUntil } from '@liftwatch/infra';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig, startConsole, type ConsoleHandle } from '../src/index.ts';
import { readEvents, type Event } from './events.ts';
import { emptyTown, startUpstream, type Upstream } from './upstreams.ts';

let dispatch: Upstream;
let engine: Upstream;
let started: ConsoleHandle;
const stream = (query = '') => `http://127.0.0.1:${started.httpPort}/api/v1/stream${query}`;
const open = (...items: object[]): void => void dispatch.answers.set('/api/v1/incidents', { items, next: null });
const named =
  (name: string, count = 1) =>
  (events: readonly Event[]): boolean =>
    events.filter((event) => event.name === name).length >= count;

beforeAll(async () => {
  dispatch = await startUpstream();
  engine = await startUpstream();
  emptyTown(dispatch, engine);
  started = await startConsole(
    loadConfig({
      LIFTWATCH_CONSOLE_HTTP_PORT: '0',
      LIFTWATCH_CONSOLE_ENGINE_URL: engine.url,
      LIFTWATCH_CONSOLE_DISPATCH_URL: dispatch.url,
    }),
    { logger: pino({ level: 'silent' }) },
  );
});
afterAll(async () => {
  await started.close();
  await Promise.all([dispatch.close(), engine.close()]);
});

test('begins with all open incidents, tells each change, and the end of one that is no longer open', async () => {
  open({ incidentId: 'i-1', state: 'suspected' });
  const first = await readEvents(stream(), (events) => events.some(({ data }) => JSON.stringify(data).includes('i-1')));
  expect(first[0]?.name).toBe('snapshot');

  const upTo = first.findLast(({ id }) => id !== undefined)?.id;
  const reading = readEvents(stream(), named('incident', 2), upTo);
  open({ incidentId: 'i-1', state: 'alarm' });
  const told = await readEvents(stream(), named('incident', 1), upTo);
  expect(told.filter(({ name }) => name === 'incident').at(-1)?.data).toMatchObject({ state: 'alarm' });

  dispatch.answers.set('/api/v1/incidents/i-1', { incident: { incidentId: 'i-1', state: 'closed' } });
  open();
  const end = await reading;
  expect(end.filter(({ name }) => name === 'incident').at(-1)?.data).toEqual({ incidentId: 'i-1', state: 'closed' });
});

test('a reader that was cut off gets what it missed, and nothing twice; one from another run begins anew', async () => {
  const [snapshot] = await readEvents(stream(), named('snapshot'));
  open({ incidentId: 'i-2', state: 'suspected' });
  await readEvents(stream(), named('incident'), snapshot?.id);
  open({ incidentId: 'i-2', state: 'alarm' });
  await readEvents(stream(), named('incident', 2), snapshot?.id);

  // Both happened before this reader came back.
  const resumed = await readEvents(stream(), named('overview'), snapshot?.id);
  expect(resumed.map(({ name }) => name)).toEqual(['incident', 'incident', 'overview']);
  expect(resumed.slice(0, 2).map(({ data }) => (data as { state: string }).state)).toEqual(['suspected', 'alarm']);
  const last = resumed[1]?.id;
  expect((await readEvents(stream(), named('overview'), last)).map(({ name }) => name)).toEqual(['overview']);
  const anew = await readEvents(stream(), named('overview'), 'otherrun-7');
  expect(anew[0]).toMatchObject({ name: 'snapshot', data: [{ incidentId: 'i-2' }] });
});

test('a lift that is looked at is told as it is and as it changes; one that nobody knows is null', async () => {
  engine.answers.set('/api/v1/lifts/a', { liftId: 'a', floor: 1 });
  const reading = readEvents(stream('?lift=a'), named('lift', 2));
  await readEvents(stream('?lift=a'), named('lift'));
  engine.answers.set('/api/v1/lifts/a', { liftId: 'a', floor: 2 });
  const floors = (await reading)
    .filter(({ name }) => name === 'lift')
    .map(({ data }) => (data as { floor: number }).floor);
  expect(floors).toEqual([1, 2]);
  const unknown = await readEvents(stream('?lift=nobody'), named('lift'));
  expect(unknown.at(-1)?.data).toBeNull();
});

const listening = (): number => dispatch.asked.filter(({ path }) => path.startsWith('/api/v1/stream')).length;

test('what dispatch’s stream tells is passed on at once, without everything being read again', async () => {
  open();
  await waitUntil('dispatch is listened to', () => listening() > 0);
  const [snapshot] = await readEvents(stream(), named('snapshot'));
  const reading = readEvents(stream(), named('incident', 3), snapshot?.id);
  // As dispatch tells it: where the incident stands, and nothing of its lift, members and timeline.
  const change = async (state: string, revision: number, id: string): Promise<void> => {
    const incident = { incidentId: 'i-9', state, revision, lift: { name: '天塔1号梯' }, members: [] };
    dispatch.answers.set('/api/v1/incidents/i-9', { incident });
    const reads = (): number => dispatch.asked.filter(({ path }) => path === '/api/v1/incidents/i-9').length;
    const before = reads();
    dispatch.tell('incident', { incidentId: 'i-9', kind: 'entrapment', state, revision }, id);
    await waitUntil('the incident to be read', () => reads() > before);
  };
  await change('suspected', 1, '41');
  dispatch.tell('delivery', { deliveryId: 'd' }, '42');
  await change('alarm', 2, '43');
  // Told once more, and an older one that comes late: neither is news.
  await change('alarm', 2, '43');
  await change('suspected', 1, '44');
  await change('closed', 3, '45');
  const told = (await reading).filter(({ name }) => name === 'incident').map(({ data }) => data);
  expect(told).toMatchObject([
    { state: 'suspected', lift: { name: '天塔1号梯' } },
    { state: 'alarm', lift: { name: '天塔1号梯' } },
    { state: 'closed', lift: { name: '天塔1号梯' } },
  ]);
});

test('cut off from dispatch, it goes on from the last event that it heard', async () => {
  const before = listening();
  dispatch.hangUp();
  await waitUntil('dispatch is listened to again', () => listening() > before);
  expect(dispatch.asked.findLast(({ path }) => path.startsWith('/api/v1/stream'))?.headers['last-event-id']).toBe('45');
});
