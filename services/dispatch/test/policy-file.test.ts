import { utimesSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFinding, T0 } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const path = join(mkdtempSync(join(tmpdir(), 'dispatch-policy-')), 'policy.yaml');
let written = 0;
const write = (text: string): void => {
  writeFileSync(path, text);
  // A clock of the file system that is too coarse must not hide a change.
  const at = 1_700_000_000 + ++written * 10;
  utimesSync(path, at, at);
};
const stationAfter = (minutes: number): string => `
escalation:
  id: own
  when: [{kinds: [entrapment]}]
  steps:
    - {id: station, clock: acknowledge, after: ${minutes} min, notice: escalated, calls: 2, tell: [{role: operator}]}
`;

let nowMs = T0;
let d: RunningTestDispatch;
beforeAll(async () => {
  write(stationAfter(30));
  const registry = 'firms: [{firmId: F1, name: 安梯维保}]\n';
  d = await runDispatch(registry, { LIFTWATCH_DISPATCH_POLICY_FILE: path }, () => nowMs);
});
afterAll(() => d.close());

const stationInForceMs = async (): Promise<number | undefined> => {
  const { body } = await d.operator<{ escalation?: { steps: { id: string; afterMs: number }[] } }>('/api/v1/policy');
  return body.escalation?.steps.find(({ id }) => id === 'station')?.afterMs;
};
const trouble = (state: string) =>
  waitUntil(
    `policy-refused ${state}`,
    async () => {
      const { body } = await d.operator<{ items: { kind: string; state: string }[] }>('/api/v1/incidents');
      return body.items.find((i) => i.kind === 'system/policy-refused' && i.state === state);
    },
    20_000,
  );
const untilInForce = (minutes: number) =>
  waitUntil(`station after ${minutes} min`, async () => (await stationInForceMs()) === minutes * 60_000, 20_000);

test('a changed file holds for clocks that run already; a wrong one changes nothing and is told until it is right', async () => {
  await d.find(aFinding());
  nowMs += 5 * 60_000;
  await d.dispatch.idle();
  expect((await d.incidentOf('L1')).response).toMatchObject({ level: 1 });
  write(stationAfter(4));
  await untilInForce(4);
  await d.dispatch.idle();
  expect((await d.incidentOf('L1')).response).toMatchObject({ level: 2, stepsTaken: ['station'] });
  write('escalation: {id: own, steps: soon}');
  await trouble('alarm');
  expect(await stationInForceMs()).toBe(4 * 60_000);
  write(stationAfter(2));
  await untilInForce(2);
  await trouble('resolved');
  nowMs += 5 * 60_000;
  await d.dispatch.idle();
  // What was taken by the old policy stays taken.
  expect((await d.incidentOf('L1')).timeline.filter((t) => t.what === 'escalated')).toHaveLength(1);
}, 60_000);
