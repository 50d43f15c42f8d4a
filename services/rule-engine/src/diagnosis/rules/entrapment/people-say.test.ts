import { expect, test } from 'vitest';
import { boards, ofRule, Story, told } from '../../test-language/timeline.ts';

const between = (story = new Story()): Story =>
  boards(story, -40).state(-30, { carStatus: 'running', doorZone: false }).state(0, { carStatus: 'stopped' });
const alarms = (story: Story, until = 700) =>
  ofRule(told(story, until), 'entrapment').filter((f) => f.stage === 'alarm');
const says = (
  story: Story,
  at: number,
  decision: 'confirmed' | 'rejected' | 'call-started' | 'call-answered',
  more = {},
) => story.context(at, { type: 'operator-decision', decision, ...more });

test.each(['child', 'elderly', 'medical'] as const)('row 9: an operator hears of a %s: P0, said', (who) => {
  const last = alarms(says(between().alive(10, 90), 50, 'confirmed', { vulnerable: [who] })).at(-1);
  expect(last).toMatchObject({ priority: 'P0', confirmation: 'confirmed' });
  expect(last?.tags).toContain(who);
});
test('row 9: known before the alarm, or from the job', () => {
  const before = alarms(says(between().alive(10, 60), 25, 'call-started', { vulnerable: ['elderly'] }), 40);
  expect(before[0]).toMatchObject({ priority: 'P0' });
  const job = between()
    .alive(10, 90)
    .context(50, { type: 'job', jobId: 'J', phase: 'opened', vulnerable: ['medical'] });
  expect(alarms(job).at(-1)).toMatchObject({ priority: 'P0' });
});
test('row 9: it belongs to this entrapment, not to the next', () => {
  const story = says(between().alive(10, 90), 50, 'confirmed', { vulnerable: ['child'] })
    .state(100, { doorZone: true })
    .state(101, { carDoorStatus: 'opened', passengerPresent: false });
  const again = boards(story, 100_000)
    .alive(100_010, 100_020)
    .state(100_030, { carStatus: 'running', doorZone: false })
    .state(100_050, { carStatus: 'stopped' });
  const next = alarms(again, 100_100).at(-1);
  expect(next).toMatchObject({ priority: 'P1' });
  expect(next?.tags).not.toContain('child');
});
test('row 9: a second call unanswered for 2 min', () => {
  const once = says(between().alive(10, 600), 40, 'call-started');
  expect(alarms(once).at(-1)).toMatchObject({ priority: 'P1', confirmation: 'confirmed' });
  const twice = alarms(says(once, 200, 'call-started')).at(-1);
  expect(twice).toMatchObject({ priority: 'P0', at: 1_800_000_320_000 });
  expect(twice?.tags).toContain('calls-unanswered');
});
test('row 9: a second call that is answered changes nothing', () => {
  const story = says(
    says(says(between().alive(10, 600), 40, 'call-started'), 200, 'call-started'),
    250,
    'call-answered',
  );
  expect(alarms(story).at(-1)).toMatchObject({ priority: 'P1' });
});
test('row 9: what becomes known after the alarm counts too: heat, movement', () => {
  expect(alarms(between().alive(10, 90).state(100, { carTemperatureC: 36 }), 110).at(-1)).toMatchObject({
    priority: 'P0',
  });
  expect(alarms(between().alive(10, 90).state(100, { carTemperatureC: 35 }), 110).at(-1)).toMatchObject({
    priority: 'P1',
  });
  expect(alarms(between().alive(10, 90).code(100, '05'), 110).at(-1)).toMatchObject({ priority: 'P0' });
});

/** So many alarms, each judged by a person. */
const judged = (verdicts: readonly ('confirmed' | 'rejected')[]): Story => {
  const story = new Story();
  verdicts.forEach((verdict, i) => {
    const t = i * 90_000;
    boards(story, t - 40)
      .state(t - 30, { carStatus: 'running', doorZone: false })
      .state(t, { carStatus: 'stopped' });
    says(story.alive(t + 10, t + 40), t + 50, verdict);
    story.state(t + 60, { doorZone: true }).state(t + 61, { carDoorStatus: 'opened', passengerPresent: false });
  });
  return story;
};
const after = (verdicts: readonly ('confirmed' | 'rejected')[]) => {
  const t = verdicts.length * 90_000;
  const story = boards(judged(verdicts), t - 40)
    .state(t - 30, { carStatus: 'running', doorZone: false })
    .state(t, { carStatus: 'stopped' });
  return alarms(story, t + 60).at(-1);
};
test('the nuisance rate of the lift is learnt: it lowers confidence and score, never urgency or time', () => {
  const [none, wrong, right] = [
    after([]),
    after(['rejected', 'rejected', 'rejected']),
    after(['confirmed', 'confirmed']),
  ];
  expect(none).toMatchObject({ confidence: 0.9 });
  expect(right).toMatchObject({ confidence: 0.9 });
  expect(wrong?.confidence).toBeLessThan(0.6);
  expect(wrong?.score).toBeLessThan(none?.score ?? 0);
  expect(wrong?.tags).toContain('nuisance-prone');
  expect(none?.tags).not.toContain('nuisance-prone');
  expect(wrong).toMatchObject({ priority: 'P1' });
  expect((wrong?.at ?? 0) - (wrong?.onsetAtMs ?? 0)).toBe(30_000);
});
