import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { namedPolicy } from '../src/http/named-policy.ts';
import { rescuePolicy, type DispatchPolicy } from '../src/index.ts';
import { loadPolicy } from '../src/policy/policy-file.ts';
import { policyText } from '../src/policy/policy-text.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const readAgain = (text: string): DispatchPolicy => {
  const dir = mkdtempSync(join(tmpdir(), 'dispatch-policy-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'policy.yaml'), text);
  return loadPolicy(join(dir, 'policy.yaml'));
};

const own: DispatchPolicy = {
  ...rescuePolicy,
  escalations: [
    {
      for: { districts: ['120101'], firms: ['F1'] },
      policy: {
        id: 'heping-F1',
        when: [{ kinds: ['entrapment'] }],
        steps: [
          {
            ...{ id: 'station', clock: 'acknowledge', notice: 'escalated', calls: 2, tell: [{ role: 'station' }] },
            ...{ afterMs: 90_500, graceMs: 1_000, whenEtaAboveMs: 7_200_000 },
          },
        ],
      },
    },
  ],
  holding: { ...rescuePolicy.holding!, storm: { messagesCount: 7, withinMs: 5_400_000, digestEveryMs: 45_000 } },
  correlation: { ...rescuePolicy.correlation, groupWaitMs: 0, reopenWithinMs: 1_500 },
};

test.each([
  ['as delivered', rescuePolicy],
  ["a city's own", own],
])('a policy %s, written down and read again, is the same', (_, policy) => {
  const named = namedPolicy(policy);
  expect(namedPolicy(readAgain(policyText(named)))).toEqual(named);
});

test('times are written as people write them', () => {
  const text = policyText(own);
  for (const line of ['after: 90.5 s', 'whenEtaAbove: 2 h', 'within: 90 min', 'digestEvery: 45 s', 'groupWait: 0 s'])
    expect(text).toContain(line);
});

let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch('firms: [{firmId: F1, name: 安梯维保}]');
});
afterAll(() => d.close());

test('REST gives it as the file that puts it in force', async () => {
  const { body } = await d.operator<DispatchPolicy>('/api/v1/policy');
  const { status, text } = await d.operator('/api/v1/policy?format=yaml');
  expect(status).toBe(200);
  expect(JSON.parse(JSON.stringify(namedPolicy(readAgain(text))))).toEqual(body);
  expect((await d.operator('/api/v1/policy?format=xml')).status).toBe(400);
});
