import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFinding } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: C1, role: firm, firmId: F1, channel: log}
  - {contactId: C2, role: manager, siteId: S1, channel: log}
`;
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(registry);
  await d.find(...['L1', 'L2', 'L3', 'L4', 'L5'].map((liftId) => aFinding({ liftId })));
});
afterAll(() => d.close());

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}
const pageOf = async (path: string): Promise<Page> => (await d.operator<Page & Record<string, never>>(path)).body;

/** Follows `next` to the end; a page that leads back would never end, so that it is followed so often only. */
const followed = async (path: string, limit: number): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let after: string | null = '';
  for (let pages = 0; after !== null && pages < 500; pages += 1) {
    const page: Page = await pageOf(`${path}?limit=${limit}${after === '' ? '' : `&after=${after}`}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    after = page.next;
  }
  expect(after).toBeNull();
  return items;
};

test.each([
  ['/api/v1/incidents', 'incidentId', 5],
  ['/api/v1/deliveries', 'deliveryId', 10],
  ['/api/v1/ledger', 'seq', 15],
])('%s: pages of any size are the whole list, each once, in its order', async (path, key, atLeast) => {
  const whole = (await pageOf(`${path}?limit=200`)).items.map((one) => one[key]);
  expect(new Set(whole).size).toBe(whole.length);
  expect(whole.length).toBeGreaterThanOrEqual(atLeast);
  for (const limit of [1, 2, 3, whole.length - 1, whole.length])
    expect((await followed(path, limit)).map((one) => one[key])).toEqual(whole);
});

test('control: incidents that were opened in one moment stand in these pages', async () => {
  const { items } = await pageOf('/api/v1/incidents?limit=200');
  expect(new Set(items.map((one) => one['openedAtMs'])).size).toBe(1);
});
