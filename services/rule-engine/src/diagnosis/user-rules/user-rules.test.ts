import { userRule, type Finding, type UserRuleInput } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import { createPartition } from '../kernel/partition.ts';
import { boards, feed, inShort, Story, told, weave } from '../test-language/timeline.ts';

type Partial1 = Omit<UserRuleInput, 'name' | 'code' | 'title'>;
const definition = (parts: Partial1 & { name?: string; code?: string }) => {
  const whole = { name: 'mine', code: 'U-MINE', title: { zh: '我的规则', en: 'My rule' }, ...parts };
  const { scope: _, ...rule } = userRule.parse(whole);
  return rule;
};
type Definition = ReturnType<typeof definition>;

const withRules = (
  rules: readonly Definition[],
  o: {
    at?: number;
    version?: string;
    overrides?: { rule: string; args: Record<string, number> }[];
    story?: Story;
  } = {},
): Story =>
  (o.story ?? new Story()).context(o.at ?? -100, {
    type: 'rule-set',
    version: o.version ?? 'v1',
    overrides: o.overrides ?? [],
    rules: [...rules],
  });
const mine = (findings: readonly Finding[]): string[] =>
  inShort(findings.filter((f) => f.rule.name.startsWith('user/')));
const standing = (story: Story): Story => boards(story, -40, false).alive(40, 2_000);

describe('threshold', () => {
  const hot = { kind: 'threshold', input: 'motorTemperatureC', above: 90, deadband: 5 } as const;
  test('above for the on-delay, ends below the deadband for the off-delay', () => {
    const story = standing(withRules([definition({ when: hot, onDelayS: 60, offDelayS: 30 })]))
      .state(10, { motorTemperatureC: 91 })
      .state(30, { motorTemperatureC: 93 })
      .state(200, { motorTemperatureC: 88 })
      .state(300, { motorTemperatureC: 84 });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @70', 'U-MINE cleared released @330']);
  });
  test('passes within the on-delay: nothing', () => {
    const story = standing(withRules([definition({ when: hot, onDelayS: 60 })]))
      .state(10, { motorTemperatureC: 91 })
      .state(69, { motorTemperatureC: 84 });
    expect(mine(told(story, 400))).toEqual([]);
  });
  test('unknown neither begins nor ends it', () => {
    const story = standing(withRules([definition({ when: hot })]))
      .state(10, { motorTemperatureC: 91 })
      .state(100, { motorTemperatureC: null })
      .state(200, { motorTemperatureC: 80 });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @10', 'U-MINE cleared released @200']);
  });
  test('median of records, size of a signed value', () => {
    const when = { kind: 'threshold', input: 'trip.levellingErrorMm', above: 6, absolute: true, median: 3 } as const;
    const story = standing(withRules([definition({ when })]))
      .trip(10, { levellingErrorMm: -9 })
      .trip(20, { levellingErrorMm: 1 })
      .trip(30, { levellingErrorMm: -8 })
      .trip(40, { levellingErrorMm: 1 })
      .trip(50, { levellingErrorMm: 2 });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @30', 'U-MINE cleared released @40']);
  });
  test('only while its guards hold', () => {
    const guards = [{ signal: 'carStatus', is: 'running' }];
    const story = standing(withRules([definition({ when: hot, while: guards })]))
      .state(10, { motorTemperatureC: 95 })
      .state(100, { carStatus: 'running', doorZone: true })
      .state(130, { carStatus: 'stopped' });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @100', 'U-MINE cleared released @130']);
  });
});

describe('duration, rate, change, missing', () => {
  test('a signal that stays for longer than that', () => {
    const when = { kind: 'duration', signal: 'overload', is: true, forS: 120 } as const;
    const story = standing(withRules([definition({ when })]))
      .state(10, { overload: true })
      .state(200, { overload: false });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @130', 'U-MINE cleared released @200']);
  });
  test('too often within the window, and less often again', () => {
    const of = { what: 'code', code: 'X11' } as const;
    const story = standing(withRules([definition({ when: { kind: 'rate', of, atLeast: 3, withinS: 100 } })]));
    for (const at of [10, 80, 120, 150, 160]) story.code(at, 'X11', { dialect: 'liftwatch' });
    // 80, 120, 150: three; the last of three within 100 s is 120-150-160, of which the first is over at 220.
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @150', 'U-MINE cleared released @220']);
  });
  test('a signal that becomes a value, too often', () => {
    const of = { what: 'becomes', signal: 'overload', value: true } as const;
    const story = standing(withRules([definition({ when: { kind: 'rate', of, atLeast: 2, withinS: 60 } })]));
    for (const [at, overload] of [
      [5, false],
      [10, true],
      [12, true],
      [20, false],
      [30, true],
    ] as const)
      story.state(at, { overload });
    expect(mine(told(story, 80))).toEqual(['U-MINE raised alarm @30', 'U-MINE cleared released @70']);
  });
  test('a value that rises too fast, and then stays', () => {
    const when = { kind: 'change', input: 'motorTemperatureC', direction: 'rises', by: 10, withinS: 160 } as const;
    const story = standing(withRules([definition({ when })]))
      .state(0, { motorTemperatureC: 50 })
      .state(100, { motorTemperatureC: 58 })
      .state(120, { motorTemperatureC: 61 });
    const lines = mine(told(story, 600));
    expect(lines[0]).toBe('U-MINE raised alarm @120');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^U-MINE cleared released @2[6-9]\d$/);
  });
  test('slow rise: nothing', () => {
    const when = { kind: 'change', input: 'motorTemperatureC', direction: 'rises', by: 10, withinS: 160 } as const;
    const story = standing(withRules([definition({ when })]));
    for (let i = 0; i < 20; i++) story.state(i * 60, { motorTemperatureC: 50 + i * 3 });
    expect(mine(told(story, 1_300))).toEqual([]);
  });
  test('no trip for longer than that while the lift is heard; anew after an outage of our intake', () => {
    const when = { kind: 'missing', reading: 'trip', forS: 600 } as const;
    const story = (): Story =>
      standing(withRules([definition({ when })]))
        .trip(10, {})
        .trip(1_000, {});
    expect(mine(told(story(), 1_200))).toEqual(['U-MINE raised alarm @610', 'U-MINE cleared released @1000']);
    expect(mine(told(story(), 900, { holes: [{ from: 300, to: 400 }] }))).toEqual([]);
  });
  test('a silent lift is not for it to say', () => {
    const when = { kind: 'missing', reading: 'trip', forS: 600 } as const;
    const story = boards(withRules([definition({ when })]), -40, false).alive(40, 200);
    expect(mine(told(story, 2_000))).toEqual([]);
  });
  test('a signal that nobody knows any more', () => {
    const when = { kind: 'missing', signal: 'speedMps', forS: 60 } as const;
    const story = standing(withRules([definition({ when })]))
      .state(-59, { speedMps: 0 })
      .state(100, { speedMps: null });
    expect(mine(told(story, 400))).toEqual(['U-MINE raised alarm @160']);
  });
});

describe('rule sets', () => {
  const hot = { kind: 'threshold', input: 'motorTemperatureC', above: 90 } as const;
  const first = definition({ when: hot, onDelayS: 300 });

  test('findings name the version, the threshold its source', () => {
    const advice = { zh: '检查风扇', en: 'check the fan' };
    const story = standing(withRules([definition({ when: hot, code: 'X16', advice })], { version: '2026-07' })).state(
      10,
      {
        motorTemperatureC: 95,
      },
    );
    const finding = told(story, 20).find((f) => f.rule.name === 'user/mine');
    expect(finding).toMatchObject({
      rule: { name: 'user/mine', version: '2026-07' },
      incidentKind: 'fault/X16',
      priority: 'P3',
    });
    expect(finding?.explanation.thresholds[0]).toMatchObject({ name: 'limit', value: 90, unit: '°C' });
    expect(finding?.explanation.summary.en).toBe('My rule (motorTemperatureC above its limit); check the fan');
    expect(finding?.explanation.evidence[0]?.what.en).toBe('motorTemperatureC = 95 °C');
  });
  test('a new version without a change of the rule keeps its timers; a changed one begins anew', () => {
    const story = standing(withRules([first])).state(10, { motorTemperatureC: 95 });
    withRules([first], { at: 200, version: 'v2', story });
    const kept = told(story, 400).filter((f) => f.rule.name === 'user/mine');
    expect(inShort(kept)).toEqual(['U-MINE raised alarm @310']);
    expect(kept[0]?.rule.version).toBe('v2');
    const changed = standing(withRules([first])).state(10, { motorTemperatureC: 95 });
    withRules([definition({ when: { ...hot, above: 99 }, onDelayS: 300 })], { at: 200, version: 'v2', story: changed });
    expect(mine(told(changed, 700))).toEqual([]);
  });
  test('a removed rule clears what it had open, and what it finds when it comes back is another finding', () => {
    const story = standing(withRules([definition({ when: hot })])).state(10, { motorTemperatureC: 95 });
    withRules([], { at: 100, version: 'v2', story });
    withRules([definition({ when: hot })], { at: 200, version: 'v3', story });
    const findings = told(story, 400).filter((f) => f.rule.name === 'user/mine');
    expect(inShort(findings)).toEqual([
      'U-MINE raised alarm @10',
      'U-MINE cleared released @100',
      'U-MINE raised alarm @200',
    ]);
    expect(findings[1]?.tags).toContain('rule-removed');
    expect(new Set(findings.map((f) => f.findingId)).size).toBe(2);
  });
  test('overrides reach built-in rules and user rules; a later version takes them back', () => {
    const overrides = [
      { rule: 'over-temperature', args: { motorC: 100, holdS: 10 } },
      { rule: 'user/mine', args: { limit: 110 } },
    ];
    const story = standing(withRules([definition({ when: hot })], { version: 'v1', overrides })).state(10, {
      motorTemperatureC: 105,
    });
    const findings = told(story, 60);
    expect(inShort(findings)).toEqual(['X16 raised alarm @20']);
    expect(findings[0]?.rule.version).toBe('1+v1');
    const back = standing(withRules([], { version: 'v1', overrides: overrides.slice(0, 1) }));
    withRules([], { at: 5, version: 'v2', story: back });
    expect(told(back.state(10, { motorTemperatureC: 105 }), 60)).toEqual([]);
  });
  test('nothing new while somebody works at the lift, unless asked for', () => {
    const story = (duringMaintenance: boolean): Story =>
      standing(withRules([definition({ when: hot, duringMaintenance })]))
        .state(0, { serviceMode: 'inspection' })
        .state(10, { motorTemperatureC: 95 });
    expect(mine(told(story(false), 60))).toEqual([]);
    expect(mine(told(story(true), 60))).toEqual(['U-MINE raised alarm @10']);
  });
  test('a definition that names what does not exist judges nothing', () => {
    const story = standing(withRules([definition({ when: { ...hot, input: 'nothing' } })]));
    expect(mine(told(story, 60))).toEqual([]);
  });
  test.each(['X01', 'X02', '90', '05', 'X06', '01', '41', 'X19', 'W03'])(
    'code %s is for the built-in rules: it judges nothing, however it came here',
    (code) => {
      const story = standing(withRules([definition({ when: hot, code })])).state(10, { motorTemperatureC: 95 });
      expect(mine(told(story, 60))).toEqual([]);
    },
  );
  test('built-in verdicts are the same with and without user rules', () => {
    const trapped = (story: Story): Story =>
      boards(story, -40).state(-30, { carStatus: 'running', doorZone: false }).state(0, { carStatus: 'stopped' });
    const rule = definition({
      when: { kind: 'duration', signal: 'carStatus', is: 'stopped', forS: 0 },
      priority: 'P1',
    });
    const builtIn = (findings: readonly Finding[]): Finding[] =>
      findings.filter((f) => !f.rule.name.startsWith('user/'));
    const findings = told(trapped(withRules([rule])), 300);
    expect(mine(findings).length).toBeGreaterThan(0);
    expect(builtIn(findings)).toEqual(told(trapped(new Story()), 300));
  });
  test('lifts of one set share its rules; lifts without a set keep those of the partition', () => {
    const partition = createPartition(0);
    const stories = [withRules([first], { story: new Story('A') }), withRules([first], { story: new Story('B') })];
    feed(partition, weave([...stories.map(standing), standing(new Story('C'))], { until: 10 }));
    const own = (id: string) => {
      const lift = partition.lifts.get(id) as unknown as Record<symbol, { rules?: unknown }>;
      return Object.getOwnPropertySymbols(lift)
        .map((symbol) => lift[symbol]?.rules)
        .find((rules) => rules !== undefined);
    };
    expect(own('A')).toBeDefined();
    expect(own('A')).toBe(own('B'));
    expect(own('C')).toBeUndefined();
  });
});
