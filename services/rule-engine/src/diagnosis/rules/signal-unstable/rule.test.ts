import { expect, test } from 'vitest';
import { found, ofRule, runs, told, type Story } from '../../test-language/timeline.ts';

const flaps = (times: number, everyS = 20): Story => {
  const story = runs();
  for (let i = 0; i < times; i++)
    story.code(i * everyS, '06').code(i * everyS + everyS / 2, '06', { phase: 'cleared' });
  return story.alive(times * everyS, 2_000);
};
const of = (story: Story, until = 2_000) => found('signal-unstable', story, until);

test.each([
  ['three times in ten minutes', flaps(3), ['X21 raised alarm @50', 'X21 cleared released @650']],
  ['eight times: one ticket', flaps(8), ['X21 raised alarm @50', 'X21 cleared released @1250']],
  ['twice is not unstable', flaps(2), []],
  ['three times in an hour', flaps(3, 900), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('a ticket for the device: shown, never sent; the end says why', () => {
  const findings = ofRule(told(flaps(3), 2_000), 'signal-unstable');
  expect(findings[0]).toMatchObject({ priority: 'P4', incidentKind: 'terminal', tags: ['06'] });
  expect(findings[0]?.explanation.summary.en).toContain('motor run-time limiter');
  expect(findings.at(-1)).toMatchObject({ ending: 'quiet' });
});

test('people and their entrapment are never damped', () => {
  const story = runs(true);
  for (let i = 0; i < 6; i++)
    story
      .state(i * 60, { carStatus: 'stopped' })
      .state(i * 60 + 35, { doorZone: true })
      .state(i * 60 + 36, { carDoorStatus: 'opened' })
      .state(i * 60 + 40, { carDoorStatus: 'closed' })
      .state(i * 60 + 45, { carStatus: 'running', doorZone: false });
  const findings = told(story, 400);
  expect(ofRule(findings, 'entrapment').filter((f) => f.stage === 'released').length).toBe(6);
  expect(ofRule(findings, 'signal-unstable').filter((f) => f.tags?.includes('X02'))).toEqual([]);
});
