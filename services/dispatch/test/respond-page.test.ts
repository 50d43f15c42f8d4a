import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Delivery } from '@liftwatch/schemas';
import { linkToken } from '../src/responding/link.ts';
import { respondPage } from '../src/responding/page.ts';
import { openResponder } from '../src/responding/responder.ts';
import { rescuePolicy } from '../src/index.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const told = async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(aFinding());
  const delivery = p.deliveries.find((one) => one.notice === 'alarm' && one.role === 'firm')!;
  const page = (atS: number): string => respondPage({ delivery, incident: p.all()[0]! }, { nowMs: s(atS) });
  return { p, delivery, page };
};
const end = { revision: 2, change: 'cleared', stage: 'released', atS: 400 } as const;

test('as long as it lasts the page counts from now, whenever the message left; once it is over, no more', async () => {
  const { p, page } = await told();
  expect(page(0)).toContain('起，已0分钟');
  expect(page(300)).toContain('起，已5分钟');
  await p.find(aFinding(end));
  expect(page(3_600)).toContain('起，已0分钟');
});

test('the page offers what can still be done: the steps, then the cause, then nothing', async () => {
  const { p, page } = await told();
  const stepsIn = (html: string) => [...html.matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action);
  expect(stepsIn(page(0))).toEqual(['acknowledge', 'eta', 'arrive', 'release', 'refuse']);
  await p.find(aFinding(end));
  expect(stepsIn(page(500))).toEqual(['close']);
  const { incidentId } = p.all()[0]!;
  const action = { is: 'close', causeCode: 'door-system', force: false } as const;
  await p.act({ incidentId, by: 'op', action, nowMs: s(600) });
  expect(stepsIn(page(700))).toEqual([]);
  expect(page(700)).toContain('<span lang="zh">已关闭</span>');
});

test('a link holds for seven days from its message, and is read as it was written only', async () => {
  const { p, delivery } = await told();
  const clock = { ms: delivery.createdAtMs };
  const { target } = openResponder({
    ...{ database: p.database, key: 'key', nowMs: () => clock.ms, logger: pino({ level: 'silent' }) },
    ...{ numberKey: (number: string) => number, publicUrl: () => 'http://x', wakeOutbox: () => undefined },
    act: async () => undefined,
    record: {} as never,
  });
  const token = linkToken(delivery.deliveryId, 'key');
  const found = async (): Promise<Delivery> => (await target(token)).delivery;
  clock.ms += 7 * 86_400_000;
  expect((await found()).deliveryId).toBe(delivery.deliveryId);
  clock.ms += 1;
  await expect(found()).rejects.toMatchObject({ code: 'LIFT_DISPATCH_NOT_FOUND' });
  clock.ms = delivery.createdAtMs;
  await expect(target(`${token}!`)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_NOT_FOUND' });
});
