import type { Incident } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { openToldIncidents } from './told-incidents.ts';

const stand = (read: (id: string) => Promise<Incident | undefined>) => {
  const [seen, all]: [string[], unknown[]] = [[], []];
  const told = openToldIncidents(read, {
    incident: ({ incidentId }) => seen.push(incidentId),
    readAllInstead: (reason) => all.push(reason),
  });
  return { told, seen, all };
};
const whole = async (incidentId: string) => ({ incidentId }) as Incident;

test('each is read whole, once while it waits; one that is gone is nothing', async () => {
  const asked: string[] = [];
  const { told, seen, all } = stand(async (id) => (asked.push(id), id === 'gone' ? undefined : whole(id)));
  for (const id of ['a', 'b', 'gone', 'b', 'b']) told.add(id);
  await told.idle();
  expect(asked.filter((id) => id === 'b')).toHaveLength(1);
  expect(seen).toEqual(['a', 'b']);
  expect(all).toEqual([]);
  told.add('b');
  await told.idle();
  expect(seen).toEqual(['a', 'b', 'b']);
});

test('a storm, and a read that fails, are left to reading everything', async () => {
  const storm = stand(whole);
  for (let n = 0; n < 1_000; n += 1) storm.told.add(`i-${n}`);
  await storm.told.idle();
  expect([storm.seen.length < 50, storm.all]).toEqual([true, [undefined]]);
  const failing = stand(() => Promise.reject(new RangeError('down')));
  failing.told.add('a');
  await failing.told.idle();
  expect([failing.seen, failing.all]).toEqual([[], [new RangeError('down')]]);
});
