import { endings, type Finding } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endWords } from '../kernel/ending.ts';
import { boards, ofRule, runs, stands, Story, told } from '../test-language/timeline.ts';

const last = (rule: string, story: Story, until: number): Finding | undefined =>
  ofRule(told(story, until), rule).at(-1);

test.each([
  ['run-time-limit', 'reported', runs().code(0, '06').code(10, '06', { phase: 'cleared' }), 20],
  ['run-time-limit', 'reported', runs().code(0, '06').code(10, '00'), 20],
  [
    'run-time-limit',
    'worked',
    runs()
      .code(-20, '06')
      .state(-10, { carStatus: 'stopped' })
      .state(0, { carStatus: 'running' })
      .state(10, { carStatus: 'stopped', doorZone: true })
      .state(12, { carDoorStatus: 'opened' }),
    20,
  ],
  ['stop-off-level', 'value', runs().state(0, { carStatus: 'stopped' }).state(60, { doorZone: true }), 70],
  ['stop-off-level', 'moved', runs().state(0, { carStatus: 'stopped' }).state(60, { carStatus: 'running' }), 70],
  ['power-lost', 'value', stands().state(0, { powerStatus: 'lost' }).state(60, { powerStatus: 'normal' }), 70],
  ['service-mode', 'mode', stands().state(0, { serviceMode: 'inspection' }).state(60, { serviceMode: 'normal' }), 70],
  ['offline', 'heard', stands().state(600, {}), 610],
  [
    'data-stale',
    'silent',
    (() => {
      const story = stands();
      for (let at = 50; at < 1_000; at += 50) story.terminal(at, { batteryPercent: 90 });
      return story.session(1_010, 'disconnected');
    })(),
    1_020,
  ],
  [
    'long-open',
    'door-closed',
    stands(true).state(0, { carDoorStatus: 'opened' }).alive(10, 200).state(210, { carDoorStatus: 'closed' }),
    220,
  ],
  [
    'long-open',
    'attended',
    stands(true).state(0, { carDoorStatus: 'opened' }).alive(10, 200).state(210, { serviceMode: 'inspection' }),
    220,
  ],
  [
    'lock-drop',
    'quiet',
    runs().state(0, { landingDoorStatus: 'safety-locked' }).state(1, { landingDoorStatus: 'opening' }).alive(10, 700),
    700,
  ],
  [
    'entrapment',
    'heard',
    boards(new Story().session(-90, 'connected', 1), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .session(-20, 'disconnected', 1)
      .session(100, 'connected', 2)
      .state(101, {}),
    110,
  ],
] as const)('%s ends by: %s', (rule, ending, story, until) => {
  const finding = last(rule, story, until);
  expect(finding).toMatchObject({ change: 'cleared', ending });
  expect(finding?.explanation.summary.zh).toContain(endWords(ending).zh);
  expect(finding?.explanation.summary.en).toContain(endWords(ending).en);
});

test.each([
  ['released', 'operator'],
  ['rejected', 'rejected'],
] as const)('a person says %s of any finding: its last line says so', (decision, ending) => {
  const story = runs().code(0, '05');
  const id = told(story, 5)[0]?.findingId ?? '';
  const finding = last(
    'unintended-movement',
    story.context(20, { type: 'operator-decision', decision, findingId: id }),
    30,
  );
  expect(finding).toMatchObject({ change: 'cleared', ending, stage: decision });
  expect(finding?.explanation.summary.zh).toContain(endWords(ending).zh);
});

test('an end within the off-delay that is taken back leaves no trace of its reason', () => {
  const story = runs()
    .state(0, { topLimit: true })
    .state(5, { topLimit: false })
    .state(8, { topLimit: true })
    .alive(20, 60);
  expect(ofRule(told(story, 60), 'top-overrun').map((f) => f.ending)).toEqual([undefined]);
});

const part = fc.record({
  at: fc.integer({ min: 0, max: 900 }),
  body: fc.oneof(
    fc.record({ carStatus: fc.constantFrom('stopped', 'running') }),
    fc.record({ doorZone: fc.boolean() }),
    fc.record({ passengerPresent: fc.constantFrom(true, false, null) }),
    fc.record({ carDoorStatus: fc.constantFrom('opened', 'opening', 'closed', 'closing', 'door-fault') }),
    fc.record({ landingDoorStatus: fc.constantFrom('safety-locked', 'opening') }),
    fc.record({ serviceMode: fc.constantFrom('normal', 'inspection', 'out-of-service') }),
    fc.record({ powerStatus: fc.constantFrom('normal', 'lost') }),
    fc.record({ topLimit: fc.boolean(), floor: fc.constantFrom('1', '2', null) }),
  ),
  code: fc.constantFrom('', '', '', '01', '04', '08', '90', '77'),
  phase: fc.constantFrom('raised', 'cleared'),
});

test('whatever happens: every cleared finding says why, in both languages, and no other does', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const story = boards(new Story(), -20);
      for (const one of parts.toSorted((a, b) => a.at - b.at))
        if (one.code === '') story.state(one.at, one.body as object);
        else story.code(one.at, one.code, { phase: one.phase as 'raised' });
      for (const f of told(story, 1_700)) {
        if (f.change !== 'cleared') {
          expect(f.ending).toBeUndefined();
          continue;
        }
        expect(endings).toContain(f.ending);
        seen.add(String(f.ending));
        // An entrapment words an operator's release and a state that passed in its own way.
        if (f.rule.name === 'entrapment') continue;
        expect(f.explanation.summary.zh).toContain(endWords(f.ending ?? 'self').zh);
        expect(f.explanation.summary.en).toContain(endWords(f.ending ?? 'self').en);
      }
    }),
    { numRuns: 80 },
  );
  // Without several ways to end the property would say little; which of them come is chance.
  expect(seen.size).toBeGreaterThan(2);
});
