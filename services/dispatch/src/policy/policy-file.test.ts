import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rescuePolicy } from '../pipeline/policy.ts';
import { loadPolicy } from './policy-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'policy-'));
const file = (text: string): string => {
  const path = join(dir, `${Math.abs(text.length)}-${text.slice(0, 8).replaceAll(/\W/g, '')}.yaml`);
  writeFileSync(path, text);
  return path;
};
const problemsOf = (text: string): readonly string[] => {
  try {
    loadPolicy(file(text));
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'LIFT_DISPATCH_POLICY_INVALID' });
    return (error as { problems: readonly string[] }).problems;
  }
};

test('without a file, and with an empty one, it is the rescue network as delivered', () => {
  expect(loadPolicy(undefined)).toBe(rescuePolicy);
  expect(loadPolicy(file('{}'))).toEqual(rescuePolicy);
});

test('the template in the documents is the policy as delivered', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/incidents.md'), 'utf8');
  const yaml = /```yaml\n(escalation:[\s\S]*?)```/.exec(page)?.[1];
  expect(loadPolicy(file(yaml ?? 'none'))).toEqual(rescuePolicy);
});

test('a city changes what it names and nothing else', () => {
  const policy = loadPolicy(
    file('holding: {storm: {messagesCount: 5, within: 1 h, digestEvery: 15 min}}\ncorrelation: {reopenWithin: 2 h}\n'),
  );
  expect(policy.holding?.storm).toEqual({ messagesCount: 5, withinMs: 3_600_000, digestEveryMs: 900_000 });
  expect(policy.holding?.flapping).toEqual(rescuePolicy.holding?.flapping);
  expect(policy.correlation).toEqual({ ...rescuePolicy.correlation, reopenWithinMs: 7_200_000 });
  expect(policy.escalation).toEqual(rescuePolicy.escalation);
});

test('a district has clocks of its own', () => {
  const policy = loadPolicy(
    file(
      'escalations: [{for: {districts: ["120101"]}, id: heping, when: [{kinds: [entrapment]}], steps: [{id: a, clock: arrive, after: 5 min, notice: overdue, tell: [{role: operator}]}]}]',
    ),
  );
  expect(policy.escalations).toMatchObject([
    { for: { districts: ['120101'] }, policy: { id: 'heping', steps: [{ afterMs: 300_000 }] } },
  ]);
  expect(policy.escalation).toEqual(rescuePolicy.escalation);
});

test('a step has a name in both languages, one text for both, or none', () => {
  const one = (name: string) =>
    `{id: a, ${name} clock: arrive, after: 5 min, notice: overdue, tell: [{role: operator}]}`;
  const namesOf = (name: string) =>
    loadPolicy(file(`escalation: {id: x, when: [{kinds: [entrapment]}], steps: [${one(name)}]}`)).escalation?.steps[0]
      ?.name;
  expect(namesOf('name: {zh: 街道, en: street office},')).toEqual({ zh: '街道', en: 'street office' });
  expect(namesOf('name: 街道办,')).toEqual({ zh: '街道办', en: '街道办' });
  expect(namesOf('')).toBeUndefined();
});

const steps = (more: string) => `escalation: {id: x, when: [{kinds: [entrapment]}], steps: [${more}]}`;
const step = '{id: a, clock: arrive, after: 5 min, notice: overdue, tell: [{role: operator}]}';
test.each([
  ['correlation: {groupWait: 60}', 'correlation.groupWait'],
  ['correlation: {groupWait: 60 days}', 'correlation.groupWait'],
  ['holding: {storm: {messagesCount: 0, within: 1 h, digestEvery: 1 h}}', 'holding.storm.messagesCount'],
  [steps(step.replace('operator', 'janitor')), 'escalation.steps.0.tell.0.role'],
  [steps(`${step}, ${step}`), 'two steps are called a'],
  ['holding: {beforeEntrapment: {kinds: [fault/04], wait: 15}}', 'holding.beforeEntrapment.wait'],
  [`escalations: [{for: {}, id: x, when: [{kinds: [entrapment]}], steps: [${step}]}]`, 'escalations.0.for'],
  [`escalations: [{id: x, when: [{kinds: [entrapment]}], steps: [${step}]}]`, 'escalations.0.for'],
  [steps(step.replace('clock', 'name: {zh: 街道}, clock')), 'escalation.steps.0.name'],
  ['holdings: {}', 'holdings'],
  ['escalation: [', 'Flow sequence'],
])('%s is refused, naming %s', (text, problem) => {
  expect(problemsOf(text).join()).toContain(problem);
});
