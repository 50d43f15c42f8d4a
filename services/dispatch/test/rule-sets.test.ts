import { ruleSet, type LiftRules } from '@liftwatch/schemas';
import { openSqliteDatabase } from '@liftwatch/stores';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { migrateDatabase } from '@liftwatch/stores';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/database/tables.ts';
import { DispatchError, readRuleSet, resolver } from '../src/index.ts';
import { readRegistryFile } from '../src/registry/registry-file.ts';
import { saveRegistry } from '../src/registry/registry-store.ts';
import { openRuleSets, type RuleSets } from '../src/rule-sets/rule-sets.ts';

const problemsOf = (text: string): readonly string[] => {
  try {
    readRuleSet(text);
    return [];
  } catch (error) {
    if (error instanceof DispatchError) return error.problems;
    throw error;
  }
};
const head = 'version: v1\nauthor: op7\nreason: summer\n';
const override = (rest: string): string => `${head}overrides:\n  - ${rest}\n`;
const rule = (rest: string): string =>
  `${head}rules:\n  - name: warm\n    code: U-WARM\n    title: {zh: 热, en: warm}\n    ${rest}\n`;

describe('reading', () => {
  test.each([
    [
      'unknown rule, with the near one',
      override('{rule: over-temprature, args: {motorC: 110}}'),
      /^overrides\[0\]\.rule: there is no rule "over-temprature"\. Did you mean "over-temperature"\?/,
    ],
    [
      'unknown argument, with what there is',
      override('{rule: over-temperature, args: {motor: 110}}'),
      /^overrides\[0\]\.args\.motor: .*It has: motorC, controllerC/,
    ],
    [
      'out of range, with the range',
      override('{rule: over-temperature, args: {motorC: 900}}'),
      /^overrides\[0\]\.args\.motorC: motorC is 900 °C: must be 60 to 200 °C$/,
    ],
    [
      'wrong unit, with what to write',
      override('{rule: over-temperature, args: {holdS: 5 min}}'),
      /holdS is in min, but its unit is s: write 300 s$/,
    ],
    [
      'a unit of something else',
      override('{rule: over-temperature, args: {holdS: 5 mm}}'),
      /holdS is in mm, but its unit is s: give it in s$/,
    ],
    ['no number', override('{rule: over-temperature, args: {holdS: soon}}'), /holdS is "soon": write a number/],
    [
      'two levels',
      override('{rule: overspeed, scope: {firm: F1, site: S1}, args: {}}'),
      /^overrides\[0\]\.scope: names more than one/,
    ],
    ['no YAML', 'version: [', /^file: is neither YAML nor JSON/],
    ['a field that is not there', `${head}overides: []\n`, /^file: no field is called overides/],
    ['a field that is missing', 'version: v1\nauthor: op7\n', /^reason: is missing/],
    [
      'an input that is not there',
      rule('when: {kind: threshold, input: motorTemperature, above: 90}'),
      /^rules\[0\] \(warm\)\.when\.input: there is no input "motorTemperature"\. Did you mean "motorTemperatureC"\?/,
    ],
    [
      'an input that is no number',
      rule('when: {kind: threshold, input: doorZone, above: 90}'),
      /"doorZone" is no number/,
    ],
    [
      'above and below',
      rule('when: {kind: threshold, input: carTemperatureC, above: 90, below: 1}'),
      /give exactly one of above, below, not above and below/,
    ],
    [
      'a word that the signal lacks',
      rule('when: {kind: duration, signal: carDoorStatus, is: open, forS: 9}'),
      /when\.is: "open": carDoorStatus is one of closed, opened/,
    ],
    ['an even median', rule('when: {kind: threshold, input: trip.slipPercent, above: 1, median: 4}'), /must be odd/],
    [
      'a code about people',
      rule('when: {kind: threshold, input: carTemperatureC, above: 40}').replace('U-WARM', 'X02'),
      /\.code: X02 .* is for the built-in rules to find/,
    ],
    [
      'a code about a dangerous movement',
      rule('when: {kind: threshold, input: carTemperatureC, above: 40}').replace('U-WARM', '"05"'),
      /\.code: 05 /,
    ],
    [
      'danger to life',
      rule('priority: P0\n    when: {kind: threshold, input: carTemperatureC, above: 40}'),
      /priority/,
    ],
    ['a kind that is not there', rule('when: {kind: trend}'), /when\.kind/],
    [
      'a guard that asks for nothing',
      rule('when: {kind: threshold, input: carTemperatureC, above: 40}\n    while: [{signal: carStatus}]'),
      /while\[0\]: asks for nothing/,
    ],
  ])('%s', (_, text, says) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toMatch(says);
  });
  test('every problem at once; the same thing said twice at one level', () => {
    const text = `${head}overrides:
  - {rule: overspeed, scope: {firm: [F1, F2]}, args: {confirmMs: 300}}
  - {rule: overspeed, scope: {firm: F2}, args: {confirmMs: 400, nothing: 1}}
`;
    const problems = problemsOf(text);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe(
      'overrides[1].args.confirmMs: overrides[0].args.confirmMs already says it for firm F2: keep one of them',
    );
  });
  test('JSON is read as well, a number may carry its unit', () => {
    const set = readRuleSet(
      JSON.stringify({
        version: 'v1',
        author: 'a',
        reason: 'r',
        overrides: [{ rule: 'over-temperature', args: { holdS: '60 s', motorC: '110℃' } }],
      }),
    );
    expect(resolver(set)({ liftId: 'L1' }).overrides).toEqual([
      { rule: 'over-temperature', args: { holdS: 60, motorC: 110 }, from: { holdS: 'fleet', motorC: 'fleet' } },
    ]);
  });
});

test('lift > model > site > firm > fleet > default, argument by argument', () => {
  const at = (scope: string, motorC: number, more = ''): string =>
    `  - {rule: over-temperature, ${scope} args: {motorC: ${motorC}${more}}}\n`;
  const set = readRuleSet(
    `${head}overrides:\n${at('scope: {lift: L1},', 101)}${at('scope: {model: M1},', 102)}${at('scope: {site: S1},', 103)}${at('scope: {firm: F1},', 104, ', holdS: 9')}${at('', 105, ', holdS: 8, deadbandC: 7')}`,
  );
  const resolve = resolver(set);
  const of = (lift: Parameters<typeof resolve>[0]) => resolve(lift).overrides[0]?.args;
  const everything = { liftId: 'L1', modelId: 'M1', siteId: 'S1', firmId: 'F1' };
  expect(of(everything)).toEqual({ motorC: 101, holdS: 9, deadbandC: 7 });
  expect(of({ ...everything, liftId: 'L2' })?.['motorC']).toBe(102);
  expect(of({ liftId: 'L2', siteId: 'S1', firmId: 'F1' })?.['motorC']).toBe(103);
  expect(of({ liftId: 'L2', firmId: 'F1' })?.['motorC']).toBe(104);
  expect(of({ liftId: 'L2', firmId: 'F2' })).toEqual({ motorC: 105, holdS: 8, deadbandC: 7 });
  expect(resolve(everything).overrides[0]?.from).toEqual({ motorC: 'lift L1', holdS: 'firm F1', deadbandC: 'fleet' });
});

describe('versions', () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  let sets: RuleSets;
  let nowMs = 1_000;
  const why = { by: 'op7', reason: 'because' };
  const registry = (firm: string): string => `firms: [{firmId: F1, name: a}, {firmId: F2, name: b}]
lifts: [{liftId: L1, firmId: ${firm}, modelId: M1}, {liftId: L2, firmId: F2}]
`;
  const setOf = (version: string, motorC: number, scope = '{firm: F1}'): string =>
    `version: ${version}\nauthor: op7\nreason: r\noverrides: [{rule: over-temperature, scope: ${scope}, args: {motorC: ${motorC}}}]\n`;
  const queued = async (): Promise<LiftRules[]> => {
    const rows = await database.selectFrom('context_outbox').select('document').orderBy('seq').execute();
    await database.deleteFrom('context_outbox').execute();
    return rows
      .map((row) => JSON.parse(row.document) as LiftRules)
      .filter((entry) => entry.type !== ('lift-facts' as string));
  };

  beforeEach(async () => {
    await migrateDatabase(database, dispatchMigrations);
    for (const table of [
      'rule_set',
      'rule_set_change',
      'rule_set_role',
      'lift_rules',
      'lift',
      'context_outbox',
    ] as const)
      await database.deleteFrom(table).execute();
    await saveRegistry(database, readRegistryFile(registry('F1'), 'yaml'), { nowMs, by: 'op' });
    sets = openRuleSets({ database, nowMs: () => ++nowMs, onTold: () => undefined });
    await queued();
  });
  afterAll(() => database.destroy());

  test('published changes nothing; active tells the lifts it concerns, once; every change is on the record', async () => {
    expect(await sets.publish(setOf('v1', 110))).toEqual({ version: 'v1', known: false });
    expect(await sets.publish(setOf('v1', 110))).toEqual({ version: 'v1', known: true });
    expect(await queued()).toEqual([]);
    expect(await sets.activate('v1', why)).toEqual({ version: 'v1', role: 'active', liftsToldCount: 1 });
    expect(await queued()).toMatchObject([
      {
        type: 'rule-set',
        liftId: 'L1',
        version: 'v1',
        overrides: [{ rule: 'over-temperature', args: { motorC: 110 } }],
      },
    ]);
    expect(await sets.refresh()).toBe(0);
    expect((await sets.audit()).map((one) => `${one.what} ${one.version} ${one.by}`)).toEqual([
      'published v1 op7',
      'activated v1 op7',
    ]);
  });
  test('a version never changes', async () => {
    await sets.publish(setOf('v1', 110));
    await expect(sets.publish(setOf('v1', 111))).rejects.toMatchObject({ code: 'LIFT_DISPATCH_RULES_VERSION_TAKEN' });
    await expect(sets.activate('v9', why)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_NOT_FOUND' });
  });
  test('rolled back, step by step, to the rules as they come', async () => {
    for (const [version, motorC] of [
      ['v1', 110],
      ['v2', 115],
      ['v3', 120],
    ] as const) {
      await sets.publish(setOf(version, motorC));
      await sets.activate(version, why);
    }
    await queued();
    expect((await sets.rollBack(why)).version).toBe('v2');
    expect((await sets.rollBack(why)).version).toBe('v1');
    expect((await sets.rollBack(why)).version).toBe('built-in');
    expect((await queued()).map(({ version, overrides }) => [version, overrides[0]?.args['motorC']])).toEqual([
      ['v2', 115],
      ['v1', 110],
      ['built-in', undefined],
    ]);
    await expect(sets.rollBack(why)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_RULES_NONE_ACTIVE' });
  });
  test('a lift that changes its firm loses the rules of the old one', async () => {
    await sets.publish(setOf('v1', 110));
    await sets.activate('v1', why);
    await queued();
    await saveRegistry(database, readRegistryFile(registry('F2'), 'yaml'), { nowMs, by: 'op' });
    expect(await sets.refresh()).toBe(1);
    expect(await queued()).toMatchObject([{ liftId: 'L1', version: 'built-in', overrides: [], rules: [] }]);
  });
  test('a lift that the registry does not know is told when it is named', async () => {
    await sets.publish(setOf('v1', 110, '{lift: [L9]}'));
    await sets.activate('v1', why);
    expect((await queued()).map((entry) => entry.liftId)).toEqual(['L9']);
  });
  test('amended: one argument for one scope, null takes it back', async () => {
    await sets.publish(setOf('v1', 110));
    await sets.activate('v1', why);
    const scope = { lift: 'L2' };
    const first = await sets.amend({ rule: 'over-temperature', scope, args: { motorC: '99 °C' }, ...why });
    expect(first).toMatchObject({ version: 'v1_1', liftsToldCount: 2 });
    expect((await sets.get('v1_1')).overrides).toHaveLength(2);
    expect((await sets.amend({ rule: 'over-temperature', scope, args: { motorC: null }, ...why })).version).toBe(
      'v1_2',
    );
    expect((await sets.get('v1_2')).overrides).toHaveLength(1);
    await expect(sets.amend({ rule: 'over-temperature', scope, args: { motorC: 1 }, ...why })).rejects.toMatchObject({
      code: 'LIFT_DISPATCH_RULES_INVALID',
    });
    expect((await sets.list()).active).toBe('v1_2');
  });
  test('in the shadow only lifts that differ from what holds are told; the end is told', async () => {
    await sets.publish(setOf('v1', 110));
    await sets.activate('v1', why);
    await sets.publish(
      `${setOf('v2', 110)}rules: [{name: warm, code: U-WARM, title: {zh: 热, en: warm}, scope: {lift: L2}, when: {kind: threshold, input: carTemperatureC, above: 40}}]\n`,
    );
    await queued();
    expect((await sets.startShadow('v2', why)).liftsToldCount).toBe(1);
    expect(await queued()).toMatchObject([{ type: 'rule-candidate', liftId: 'L2', version: 'v2' }]);
    expect((await sets.list()).candidate).toBe('v2');
    await sets.stopShadow(why);
    expect(await queued()).toMatchObject([{ type: 'rule-candidate', liftId: 'L2', ends: true }]);
    await expect(sets.stopShadow(why)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_RULES_NO_SHADOW' });
  });
  test('what holds for a lift says whose word it is', async () => {
    await sets.publish(setOf('v1', 110));
    await sets.activate('v1', why);
    expect(await sets.rulesOf('L1')).toMatchObject({
      liftId: 'L1',
      modelId: 'M1',
      active: { version: 'v1', overrides: [{ from: { motorC: 'firm F1' } }] },
      candidate: null,
    });
  });
});

test('the schema of the file has defaults for what may be left out', () => {
  expect(ruleSet.parse({ version: 'v', author: 'a', reason: 'r' })).toMatchObject({ overrides: [], rules: [] });
});
