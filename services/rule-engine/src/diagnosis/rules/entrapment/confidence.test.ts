import { describe, expect, test } from 'vitest';
import type { Finding } from '@liftwatch/schemas';
import { boards, ofRule, Story, told } from '../../test-language/timeline.ts';

const firstAlarm = (story: Story, until: number): Finding | undefined =>
  ofRule(told(story, until), 'entrapment').find(({ stage }) => stage === 'alarm');
const atS = (finding: Finding | undefined): number => ((finding?.at ?? 0) - 1_800_000_000_000) / 1_000;

/** Somebody has boarded; the car stands at its landing with the door closed. */
const aboard = (): Story => boards(new Story(), -40);
/** Sent on, and arrived at floor 3 in second 0: the door has not opened yet. */
const arrived = (): Story =>
  aboard()
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped', doorZone: true, floor: '3' });
const between = (story = aboard()): Story =>
  story.state(-30, { carStatus: 'running', doorZone: false }).state(0, { carStatus: 'stopped' });

describe('the stated confidence follows from what bears the call out', () => {
  test.each<[string, Story, number, number]>([
    ['the button in a car that stands at its landing, nothing else', aboard().button(-30, 4_000), -30, 0.1],
    ['the button as the car has just arrived', arrived().button(4, 4_000), 4, 0.1],
    ['the button in a car whose door has not opened since it arrived', arrived().button(20, 4_000), 20, 0.8],
    ['the button between floors', between().button(15, 4_000), 15, 0.8],
    ['people between floors', between().alive(10, 60), 30, 0.9],
    ['the same, with a code', between().code(5, '04').alive(10, 60), 10, 0.9],
    ['the door has not opened since the car came', arrived().alive(10, 120), 90, 0.5],
    ['its door has failed', arrived().code(20, '03').alive(30, 120), 90, 0.9],
    ['somebody stands in a closed car', aboard().alive(-20, 320), 259, 0.1],
    ['the terminal says so', arrived().code(20, '09', { dialect: 'shanghai' }), 20, 0.8],
  ])('%s', (_, story, at, confidence) => {
    const alarm = firstAlarm(story, 400);
    expect(alarm?.confidence).toBe(confidence);
    expect(Math.abs(atS(alarm) - at)).toBeLessThanOrEqual(1);
  });
  test('readings that are missing lower it, and nothing else: the call comes when it would have come', () => {
    const cut = between(boards(new Story(), -40).state(-35, {}, { seq: 900 })).alive(10, 60);
    const [whole, lossy] = [firstAlarm(between().alive(10, 60), 100), firstAlarm(cut, 100)];
    expect(lossy).toMatchObject({ confidence: 0.1, priority: whole?.priority, stage: 'alarm', at: whole?.at });
  });
  test('numbers that went missing long ago do not', () => {
    const story = new Story().state(-400, {}).state(-390, {}, { seq: 500 });
    for (let i = 0; i < 40; i++) story.state(-380 + i * 5, {}, { seq: 501 + i });
    boards(story, -40);
    expect(firstAlarm(between(story).alive(10, 60), 100)?.confidence).toBe(0.9);
  });
  test('somebody who is perhaps shut in never ranks below a nuisance that is certain', () => {
    const findings = told(aboard().button(-30, 4_000), 100);
    expect(ofRule(findings, 'entrapment')[0]?.score).toBe(54.4);
  });
});
