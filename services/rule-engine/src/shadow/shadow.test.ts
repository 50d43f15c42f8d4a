import { userRule, type ContextEntry, type Finding, type UserRuleInput } from '@liftwatch/schemas';
import type { LogEntry, LogRecord } from '@liftwatch/stores';
import { describe, expect, test } from 'vitest';
import { newSlice } from '../intake/fold.ts';
import { partitionFold, type PartitionFold } from '../intake/partition-fold.ts';
import { newStats } from '../stats.ts';
import { shadowView } from './shadow-view.ts';

const START_MS = 1_800_000_000_000;
const at = (s: number): number => START_MS + s * 1_000;
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const state = (s: number, body: object, liftId = 'L1'): LogRecord => ({
  type: 'reading',
  receivedAtMs: at(s),
  terminalId: `T-${liftId}`,
  topic: `lift/v1/${liftId}/state`,
  payload: bytes({ at: at(s), boot: 'b', seq: s, ...body }),
});
type Rules = Extract<ContextEntry, { type: 'rule-set' | 'rule-candidate' }>;
const rules = (s: number, type: Rules['type'], o: Partial<Rules> & { version: string }): LogRecord => ({
  type: 'context',
  receivedAtMs: at(s),
  writerId: 'dispatch',
  payload: bytes({ liftId: 'L1', id: `${type}-${s}`, at: at(s), overrides: [], rules: [], ...o, type }),
});
const hot = (limit: number, more: Partial<UserRuleInput> = {}) => {
  const when = { kind: 'threshold', input: 'motorTemperatureC', above: limit } as const;
  const title = { zh: '热', en: 'warm' };
  const { scope: _, ...rule } = userRule.parse({ name: 'warm', code: 'U-WARM', title, when, ...more });
  return rule;
};

const newFold = (): PartitionFold =>
  partitionFold({ partition: 0, heartbeatMs: 60_000, stats: newStats(), nowMs: () => 0 });

/** Records with a tick per second, an entry each. */
const entriesOf = (records: readonly LogRecord[], untilS: number): LogEntry[] => {
  const ticks = Array.from({ length: untilS + 1 }, (_, s): LogRecord => ({ type: 'tick', receivedAtMs: at(s) }));
  return [...records, ...ticks]
    .map((record, order) => ({ record, order }))
    .sort((a, b) => a.record.receivedAtMs - b.record.receivedAtMs || a.order - b.order)
    .map(({ record }, i) => ({ partition: 0, position: i + 1, records: [record] }));
};
const run = (fold: PartitionFold, entries: readonly LogEntry[]): Finding[] => {
  const slice = newSlice();
  for (const entry of entries) fold.apply(entry, slice);
  return [...slice.findings];
};
const user = (findings: readonly Finding[]): string[] =>
  findings
    .filter((f) => f.rule.name === 'user/warm')
    .map((f) => `${f.change} ${f.stage} ${f.rule.version} @${(f.at - START_MS) / 1_000}`);

const temperatures: readonly (readonly [number, number])[] = [
  [10, 70],
  [40, 85],
  [60, 95],
  [100, 50],
  [140, 85],
  [160, 50],
];
const story = (candidate: LogRecord[]): LogRecord[] => [
  rules(0, 'rule-set', { version: 'v1', rules: [hot(90)] }),
  state(1, { serviceMode: 'normal' }),
  ...candidate,
  ...temperatures.map(([s, motorTemperatureC]) => state(s, { motorTemperatureC })),
];
const candidate = rules(5, 'rule-candidate', { version: 'v2', rules: [hot(80)] });
const expected = [
  { rule: 'user/warm', code: 'U-WARM', active: 1, candidate: 2, both: 1, onlyActive: 0, onlyCandidate: 1 },
];

describe('shadow', () => {
  test('the candidate is judged on the same readings and compared; nothing of it is written', () => {
    const fold = newFold();
    const findings = run(fold, entriesOf(story([candidate]), 200));
    expect(user(findings)).toEqual(['raised alarm v1 @60', 'cleared released v1 @100']);
    expect(findings).toEqual(run(newFold(), entriesOf(story([]), 200)));
    const view = shadowView([fold.shadow]);
    expect(view).toMatchObject({ running: true, version: 'v2', liftsCount: 1, failures: 0, rules: expected });
    expect(view.newest.map((one) => one.side)).toEqual(['candidate', 'active', 'candidate']);
  });
  test('it ends when it is told to; what was compared stays', () => {
    const fold = newFold();
    const ends = rules(120, 'rule-candidate', { version: 'v2', ends: true } as Partial<Rules> & { version: string });
    run(fold, entriesOf(story([candidate, ends]), 200));
    expect(shadowView([fold.shadow])).toMatchObject({
      running: false,
      version: 'v2',
      rules: [{ candidate: 1, both: 1, onlyCandidate: 0 }],
    });
  });
  test('an alarm that was open before counts for neither', () => {
    const fold = newFold();
    run(fold, entriesOf(story([{ ...candidate, receivedAtMs: at(70) }]), 200));
    expect(shadowView([fold.shadow]).rules).toEqual([
      { rule: 'user/warm', code: 'U-WARM', active: 0, candidate: 1, both: 0, onlyActive: 0, onlyCandidate: 1 },
    ]);
  });
  test('a new active version does not change what is tried', () => {
    const fold = newFold();
    run(fold, entriesOf(story([candidate, rules(30, 'rule-set', { version: 'v3', rules: [] })]), 200));
    expect(shadowView([fold.shadow]).rules).toEqual([
      { rule: 'user/warm', code: 'U-WARM', active: 0, candidate: 2, both: 0, onlyActive: 0, onlyCandidate: 2 },
    ]);
  });
  test('no candidate, no shadow', () => {
    const fold = newFold();
    run(fold, entriesOf(story([]), 200));
    expect(fold.shadow.liftCount).toBe(0);
    expect(shadowView([fold.shadow])).toMatchObject({ running: false, version: null, rules: [] });
  });
  test.each([6, 45, 90, 130, 150])('a restart after %i s changes neither findings nor the comparison', (cutS) => {
    const entries = entriesOf(story([candidate]), 200);
    const cut = entries.findIndex(({ records }) => (records[0]?.receivedAtMs ?? 0) > at(cutS));
    const first = newFold();
    const before = run(first, entries.slice(0, cut));
    const position = entries[cut - 1]?.position ?? 0;
    const snapshots = first.snapshots({ position, changedBeforeMs: 1, atMost: 100 });
    const resume = {
      position,
      resumePosition: first.resumePosition(position),
      partitionState: first.partitionState(position),
      snapshots,
    };
    const second = newFold();
    second.restore(resume as Parameters<PartitionFold['restore']>[0]);
    const after = run(second, entries.slice(cut));
    expect(user([...before, ...after])).toEqual(['raised alarm v1 @60', 'cleared released v1 @100']);
    expect(shadowView([second.shadow]).rules).toEqual(expected);
  });
});
