import { describe, expect, test } from 'vitest';
import { BASE_MS, boards, inShort, ofRule, Story, told, weave, feed } from '../test-language/timeline.ts';
import { createPartition } from '../kernel/partition.ts';
import { liftView } from '../kernel/lift-view.ts';

const running = (): Story => boards(new Story(), -40, false).state(-30, { carStatus: 'running', doorZone: false });
const ids = (findings: readonly { findingId: string }[]): number => new Set(findings.map((f) => f.findingId)).size;

describe('golden 5 stuck person sensor', () => {
  test('golden 5 P = 1 for hours in a closed car, also over a parking run: one ticket, no entrapment', () => {
    const story = boards(new Story(), 0, false)
      .alive(40, 600)
      .state(600, { passengerPresent: true })
      .alive(640, 22_000)
      .state(3_000, { carStatus: 'running', doorZone: false })
      .state(3_020, { carStatus: 'stopped', doorZone: true });
    expect(inShort(told(story, 22_200))).toEqual(['X21 raised alarm @15000']);
  });
});

describe('golden 6, 7, 8 codes', () => {
  test('golden 6 fault 04 nine minutes late, car runs now: history only', () => {
    const story = running().session(-90, 'connected', 1).alive(10, 560).code(570, '04', { so: 30 }).state(575, {});
    const findings = ofRule(told(story, 600), 'stop-off-level');
    expect(findings.map((f) => f.stage)).toEqual(['history']);
  });
  test('golden 6 negative control: not late, it takes effect', () => {
    expect(inShort(ofRule(told(running().code(30, '06'), 40), 'run-time-limit'))).toEqual(['06 raised alarm @30']);
  });
  test('golden 7 duplicate fault ids and recover before raise: one incident', () => {
    const twice = running()
      .code(10, '06', { eventId: 'e1' })
      .code(11, '06', { eventId: 'e1' })
      .code(12, '06', { eventId: 'e1', seq: 3 });
    expect(ids(ofRule(told(twice, 30), 'run-time-limit'))).toBe(1);
    const reversed = running()
      .code(10, '06', { eventId: 'e2', phase: 'cleared' })
      .code(11, '06', { eventId: 'e2', so: 9 });
    const findings = ofRule(told(reversed, 30), 'run-time-limit');
    expect(findings.map((f) => `${f.change} ${f.stage}`)).toEqual(['raised alarm', 'cleared released']);
    expect(ids(findings)).toBe(1);
  });
  test('golden 8 09 is an entrapment in one table and a top overrun in the other', () => {
    expect(
      inShort(told(running().code(10, '09', { dialect: 'shanghai' }), 12)).map((line) => line.slice(0, 3)),
    ).toEqual(['X02']);
    expect(inShort(told(running().code(10, '09', { dialect: 'regulator' }), 12))[0]).toBe('X03 raised alarm @10');
  });
  test('an unknown code is kept and told, never guessed', () => {
    const findings = told(running().code(10, '77', { dialect: 'nobody' }), 12);
    expect(findings[0]).toMatchObject({ code: 'U00', priority: 'P4', raw: { dialect: 'nobody', code: '77' } });
  });
  test('04 derived from the state, ended by levelling', () => {
    const story = running().state(0, { carStatus: 'stopped' }).state(90, { doorZone: true });
    expect(inShort(ofRule(told(story, 100), 'stop-off-level'))).toEqual([
      '04 raised alarm @45',
      '04 cleared released @90',
    ]);
  });
});

describe('golden 9, 13 terminal', () => {
  test.each([-7_200, 7_200, 86_400])('golden 9 clock %i s off: one clock ticket', (s) => {
    const findings = ofRule(told(boards(new Story().clockAhead(s), 0).alive(40, 400), 400), 'terminal-clock');
    expect(findings.map((f) => f.code)).toEqual(['T01']);
  });
  test('golden 13 engine side: silent terminal is unknown, offline at 5 min, ticket at 30', () => {
    const story = boards(new Story(), 0, false).alive(40, 90);
    expect(inShort(told(story, 2_000))).toEqual(['X19 raised alarm @390', 'X19 updated alarm @1890']);
    const partition = createPartition(0);
    feed(partition, weave([story], { until: 400 }));
    const lift = partition.lifts.get('L1');
    if (!lift) throw new RangeError('no lift');
    const view = liftView(lift, BASE_MS + 400_000);
    expect(view.link).toBe('lost');
    expect(view.signals.carDoorStatus?.standing).toBe('stale');
  });
  test('only the newest session ends it; paused counts as heard from', () => {
    const connected = (): Story =>
      boards(new Story().session(-90, 'connected', 1), 0, false).session(5, 'connected', 2);
    const partition = createPartition(0);
    feed(partition, weave([connected().session(6, 'disconnected', 1)], { until: 100 }));
    expect(partition.lifts.get('L1')?.link.lost).toBe(false);
    expect(told(connected().session(6, 'paused', 2), 2_000)).toEqual([]);
    expect(inShort(told(connected().session(6, 'disconnected', 2), 400))).toEqual(['X19 raised alarm @305']);
  });
  test('golden 15 absence timers restart at the end of an intake outage', () => {
    const findings = told(boards(new Story(), 0, false), 1_200, { holes: [{ from: 100, to: 700 }] });
    expect(inShort(findings)).toEqual(['X19 raised alarm @1000']);
  });
  test('X20 heard, but no state for 15 min', () => {
    const story = boards(new Story(), 0, false);
    for (let at = 50; at < 1_000; at += 50) story.terminal(at, { batteryPercent: 90 });
    expect(inShort(told(story, 1_000))).toEqual(['X20 raised alarm @900']);
  });
});

describe('golden 11, 4 and movement', () => {
  test('golden 11 25 lock bounces in 10 min while running: one finding', () => {
    const story = running().state(-29, { landingDoorStatus: 'safety-locked' });
    for (let i = 0; i < 25; i++)
      story.state(i * 20, { landingDoorStatus: 'opening' }).state(i * 20 + 0.2, { landingDoorStatus: 'safety-locked' });
    const findings = ofRule(told(story.alive(490, 600), 600), 'lock-drop');
    expect(inShort(findings)).toEqual(['X08 raised alarm @0']);
  });
  test('golden 4 engine side: power lost, people in danger are findings of their own', () => {
    const lost = (person: boolean, n: number): Story =>
      boards(new Story(`L${n}`), -40, person)
        .state(-30, { carStatus: 'running', doorZone: false })
        .state(n, { carStatus: 'stopped', powerStatus: 'lost' })
        .code(n, '41');
    const findings = told(
      [1, 2, 3, 4, 5, 6].map((n) => lost(n < 3, n)),
      40,
    );
    expect(new Set(findings.filter((f) => f.incidentKind === 'entrapment').map((f) => f.liftId))).toEqual(
      new Set(['L1', 'L2']),
    );
    expect(findings.filter((f) => f.code === '41').length).toBe(6);
  });
  test('flap damping: after five transitions in 10 min one unstable finding stays open, with a device ticket', () => {
    const story = running();
    for (let i = 0; i < 8; i++) story.code(i * 20, '06').code(i * 20 + 10, '06', { phase: 'cleared' });
    const lines = inShort(ofRule(told(story.alive(160, 1_000), 1_000), 'run-time-limit'));
    expect(lines.filter((line) => line.includes('raised')).length).toBe(3);
    expect(lines.slice(-2)).toEqual(['06 updated alarm @50', '06 cleared released @750']);
    const all = told(story.alive(160, 1_000), 1_400);
    const ticket = ofRule(all, 'signal-unstable');
    expect(inShort(ticket)).toEqual(['X21 raised alarm @50', 'X21 cleared released @1250']);
    expect(ticket[0]).toMatchObject({ priority: 'P4', incidentKind: 'terminal', tags: ['06'] });
  });
});
