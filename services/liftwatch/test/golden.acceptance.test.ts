import { describe, expect, test } from 'vitest';
import { Recording, startMs, type Outcome, type Signals } from './recording/recording.ts';

/** The golden cases of the field reference, section 9.1, by their numbers, from recording to message. */
const entrapments = (out: Outcome, lift = 'A') =>
  out.findings.filter((f) => f.liftId === lift && f.incidentKind === 'entrapment');
const alarmed = (out: Outcome, lift = 'A') => out.entrapments(lift).filter((line) => line.startsWith('alarm'));
const between = (untilS = 400, more: Signals = {}) =>
  new Recording({ untilS })
    .facts('A')
    .idle('A', 0, more)
    .board('A', 10)
    .depart('A', 21)
    .stop('A', 40, false)
    .heartbeats('A', 60, untilS);

describe('golden 1: inspection mode, a person, the door closed for 10 min', () => {
  const inspected = (untilS = 1_500) => between(untilS, { serviceMode: 'inspection' });
  const mechanic = () => inspected().job('A', 1, 'opened').job('A', 2, 'technician-in');
  const priorities = async (r: Recording) => entrapments(await r.replay()).map((f) => f.priority);
  test('golden 1: no entrapment', async () => {
    expect((await inspected().replay()).entrapments('A')).toEqual([]);
    expect((await between().replay()).alarmS('A')).toBe(70);
  });
  test('golden 1: the button, job open and technician signed in: P3 with call-back', async () => {
    const out = await mechanic().code('A', 700, '90').decide('A', 720, 'call-answered').replay();
    expect(entrapments(out)[0]).toMatchObject({ code: '90', priority: 'P3', stage: 'alarm' });
    expect(entrapments(out)[0]?.tags).toContain('call-back');
    expect(entrapments(out).map((f) => f.priority)).not.toContain('P1');
  });
  test('golden 1: pressed again, or unanswered for 5 min: P1', async () => {
    expect(await priorities(mechanic().code('A', 700, '90').code('A', 730, '90'))).toEqual(['P3', 'P1']);
    const out = await mechanic().code('A', 700, '90').replay();
    const last = entrapments(out).at(-1);
    expect([last?.priority, ((last?.at ?? 0) - startMs) / 1_000]).toEqual(['P1', 1_000]);
  });
  test('golden 1: otherwise the button is P1 as always', async () => {
    expect(await priorities(inspected().code('A', 700, '90'))).toEqual(['P1']);
    expect(await priorities(inspected().job('A', 1, 'opened').code('A', 700, '90'))).toEqual(['P1']);
  });
});

describe('golden 2: at a floor', () => {
  const rode = () =>
    new Recording({ untilS: 400 })
      .facts('A')
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true, { floor: '5' })
      .heartbeats('A', 60, 400);
  test('golden 2: rode one trip, no opening since, opens at 89 s: suspected, then withdrawn, no alarm', async () => {
    const out = await rode().letOut('A', 129).replay();
    expect(out.entrapments('A')).toEqual(['suspected 100', 'withdrawn 129']);
    expect(out.told('A', 'entrapment')).toEqual(['suspected firm', 'withdrawn firm']);
  });
  test('golden 2: not open at 91 s: alarm', async () => {
    expect((await rode().letOut('A', 131).replay()).entrapments('A')).toContain('alarm 130');
  });
  const waits = (untilS: number) => new Recording({ untilS }).idle('A').board('A', 10).heartbeats('A', 30, untilS);
  test('golden 2b: boarded, stands behind the closed door: 299 s no alarm, 301 s alarm', async () => {
    expect(alarmed(await waits(18 + 299).replay())).toEqual([]);
    expect(alarmed(await waits(18 + 301).replay())).toEqual(['alarm 318']);
  });
  test('golden 2c: P rises first in a car that stood closed for 10 min: artefact, no entrapment', async () => {
    const stood = new Recording({ untilS: 1_500 })
      .idle('A')
      .board('A', 10, false)
      .heartbeats('A', 30, 1_500)
      .state('A', 620, { passengerPresent: true });
    expect((await stood.replay()).entrapments('A')).toEqual([]);
  });
});

describe('golden 3: between floors', () => {
  test('golden 3: person, not level, closed 31 s: alarm; creeps to the floor and opens: self-released, cause levelling or power', async () => {
    const creeps = (r: Recording) => r.state('A', 90, { carStatus: 'running' }).stop('A', 95, true).letOut('A', 99);
    const out = await creeps(between()).replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70', 'released 99']);
    const released = entrapments(out).at(-1);
    expect(released).toMatchObject({ selfReleased: true, ending: 'door' });
    expect(released?.tags).toEqual(expect.arrayContaining(['self-released', 'cause-levelling']));
    expect(out.incidents.filter((i) => i['incidentKind'] === 'entrapment')).toHaveLength(1);
    const dark = between().state('A', 45, { powerStatus: 'lost' }).state('A', 85, { powerStatus: 'normal' });
    expect(entrapments(await creeps(dark).replay()).at(-1)?.tags).toContain('cause-power');
  });
  test('golden 3b: P falls to 0 after 15 s: alarm at 30 s all the same', async () => {
    expect((await between().state('A', 55, { passengerPresent: false }).replay()).alarmS('A')).toBe(70);
  });
  test('golden 3c: door forced open between floors: alarm, severity up', async () => {
    const out = await between().state('A', 50, { carDoorStatus: 'opened' }).replay();
    expect(out.alarmS('A')).toBe(70);
    const alarm = entrapments(out).find((f) => f.stage === 'alarm');
    expect(alarm).toMatchObject({ priority: 'P0' });
    expect(alarm?.explanation.summary.en).toContain('door open between floors');
  });
});

test('golden 5: P first rises in a car that stood closed and stays for 6 h, over one parking run: ticket at 4 h, no entrapment', async () => {
  const out = await new Recording({ untilS: 22_500 })
    .idle('A')
    .board('A', 10, false)
    .state('A', 600, { passengerPresent: true })
    .depart('A', 4_000)
    .stop('A', 4_020, true, { floor: '5' })
    .heartbeats('A', 30, 22_500)
    .replay();
  expect(out.entrapments('A')).toEqual([]);
  const tickets = out.findings.filter((f) => f.code === 'X21');
  expect(tickets.map((f) => [f.change, f.incidentKind, (f.at - startMs) / 1_000])).toEqual([
    ['raised', 'terminal', 600 + 4 * 3_600],
  ]);
});

test('golden 6: fault 04 arrives 9 min late, the newest state says that the car runs: history only, no dispatch', async () => {
  const out = await new Recording({ untilS: 900 })
    .facts('A')
    .idle('A')
    .heartbeats('A', 30, 590)
    .depart('A', 599)
    .code('A', 60, '04', {}, { receivedS: 600, sentS: 600 })
    .heartbeats('A', 610, 900)
    .replay();
  expect(out.findings.filter((f) => f.code === '04').map((f) => f.stage)).toEqual(['history']);
  expect(out.findings.filter((f) => f.stage === 'alarm')).toEqual([]);
  expect(out.of('delivery')).toEqual([]);
});

test('golden 7: duplicate fault ids, and recover before raise: one incident', async () => {
  const twice = await new Recording({ untilS: 200 })
    .facts('A')
    .idle('A')
    .code('A', 10, '08', { eventId: 'e1' })
    .code('A', 11, '08', { eventId: 'e1' })
    .code('A', 12, '08', { eventId: 'e1' })
    .heartbeats('A', 50, 200)
    .replay();
  expect(twice.incidents).toHaveLength(1);
  expect(twice.told('A').filter((t) => t === 'alarm firm')).toHaveLength(1);
  const reversed = await new Recording({ untilS: 200 })
    .facts('A')
    .idle('A')
    .code('A', 40, '08', { eventId: 'e2', phase: 'cleared' })
    .code('A', 12, '08', { eventId: 'e2' }, { receivedS: 41 })
    .heartbeats('A', 50, 200)
    .replay();
  expect(reversed.incidents).toHaveLength(1);
  expect(reversed.findings.at(-1)).toMatchObject({ code: '08', change: 'cleared', ending: 'reported' });
});

test('golden 8: code 09 of a Shanghai-style feed is an entrapment, of the regulator database a top overrun', async () => {
  const of = async (how: 'event' | 'facts', dialect: string) => {
    const r = new Recording({ untilS: 60 }).facts('A', how === 'facts' ? { dialect } : {}).idle('A');
    return (
      await r
        .code('A', 10, '09', how === 'event' ? { dialect } : {})
        .heartbeats('A', 30, 60)
        .replay()
    ).alarms('A');
  };
  for (const how of ['event', 'facts'] as const) {
    expect(await of(how, 'shanghai')).toMatchObject([{ code: 'X01', incidentKind: 'entrapment' }]);
    expect(await of(how, 'regulator')).toMatchObject([
      { code: 'X03', incidentKind: 'dangerous-movement', priority: 'P0' },
    ]);
  }
});

describe('golden 9: a wrong terminal clock', () => {
  for (const [name, offsetS] of [
    ['2 h slow', -7_200],
    ['2 h fast', 7_200],
    ['one day fast', 86_400],
  ] as const)
    test(`golden 9: ${name}: found in time, times on the server's clock, one clock ticket`, async () => {
      const r = new Recording({ untilS: 300 }).facts('A').session('T-A', 0, 'connected');
      const say = (s: number, signals: Signals) =>
        r.state('A', s + offsetS, signals, { receivedS: s, sentS: s + offsetS });
      say(0, {
        serviceMode: 'normal',
        carStatus: 'stopped',
        doorZone: true,
        carDoorStatus: 'closed',
        passengerPresent: false,
      });
      say(12, { carDoorStatus: 'opened' });
      say(14, { passengerPresent: true });
      say(20, { carDoorStatus: 'closed' });
      say(21, { carStatus: 'running', doorZone: false });
      say(40, { carStatus: 'stopped' });
      for (let s = 60; s <= 300; s += 30) say(s, {});
      const out = await r.replay();
      expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
      const alarm = entrapments(out).find((f) => f.stage === 'alarm');
      expect(alarm).toMatchObject({ onsetAtMs: startMs + 40_000 });
      expect((alarm?.receivedAtMs ?? 0) - startMs).toBeLessThanOrEqual(71_000);
      expect(out.findings.filter((f) => f.incidentKind === 'terminal').map((f) => [f.code, f.change])).toEqual([
        ['T01', 'raised'],
      ]);
    });
});

test('golden 11: the door lock bounces 25 times in 10 min while the car runs: 01 and X08 are one incident, not 25', async () => {
  const r = new Recording({ untilS: 1_000 })
    .facts('A')
    .idle('A', 0, { landingDoorStatus: 'safety-locked' })
    .board('A', 10, false)
    .depart('A', 21)
    .heartbeats('A', 30, 1_000);
  for (let i = 0; i < 25; i++)
    r.state('A', 40 + i * 24, { landingDoorStatus: 'closing' }).state('A', 40.3 + i * 24, {
      landingDoorStatus: 'safety-locked',
    });
  const out = await r.code('A', 45, '01').replay();
  expect(out.incidents.map((i) => i['incidentKind'])).toEqual(['fault/X08']);
  expect(out.findings.filter((f) => f.code === 'X08' && f.change === 'raised')).toHaveLength(1);
  expect(out.told('A').filter((t) => t === 'alarm firm')).toHaveLength(1);
});

describe('golden 14: an offline lift returns with a buffered entrapment', () => {
  const late = { receivedS: 901, sentS: 901 };
  const returns = () =>
    new Recording({ untilS: 1_500 })
      .facts('A')
      .idle('A')
      .heartbeats('A', 30, 100)
      .session('T-A', 100, 'disconnected')
      .session('T-A', 900, 'connected')
      .state('A', 112, { carDoorStatus: 'opened' }, late)
      .state('A', 114, { passengerPresent: true }, late)
      .state('A', 120, { carDoorStatus: 'closed' }, late)
      .state('A', 121, { carStatus: 'running', doorZone: false }, late)
      .state('A', 140, { carStatus: 'stopped' }, late);
  test('golden 14: still true: alarm, with its age shown', async () => {
    const out = await returns().heartbeats('A', 930, 1_500).replay();
    expect(out.entrapments('A')).toEqual(['alarm 170']);
    const alarm = entrapments(out)[0];
    expect(alarm?.ageMs).toBeGreaterThan(730_000);
    const told = out.of('delivery').find((d) => d['role'] === 'firm');
    expect(told?.['content']).toMatchObject({ ageMs: alarm?.ageMs });
  });
  test('golden 14: passed: history only', async () => {
    const out = await returns()
      .state('A', 300, { doorZone: true }, late)
      .state('A', 302, { carDoorStatus: 'opened' }, late)
      .state('A', 310, { passengerPresent: false, carDoorStatus: 'closed' }, late)
      .heartbeats('A', 930, 1_500)
      .replay();
    expect(out.entrapments('A')).toEqual(['history 302']);
    expect(out.of('delivery')).toEqual([]);
  });
});

describe('golden 15: the intake is down for 10 min, then back', () => {
  const down = (untilS = 800) => {
    const r = new Recording({ untilS }).facts('A').idle('A').board('A', 10).depart('A', 21).stop('A', 40, false);
    return r.ticks(1, 45).ticks(645, untilS);
  };
  const stages = (out: Outcome) =>
    entrapments(out).map((f) => [f.stage, (f.receivedAtMs - startMs) / 1_000, f.notConfirmedSince !== undefined]);
  test('golden 15: no live reading within 60 s: alarm, marked "not confirmed since"', async () => {
    expect(stages(await down().replay())).toEqual([['alarm', 705, true]]);
  });
  test('golden 15: the next live reading agrees: alarm then, confirmed', async () => {
    expect(stages(await down().state('A', 650, {}).replay())).toEqual([['alarm', 650, false]]);
  });
  test('golden 15: it contradicts: history only', async () => {
    const out = await down()
      .state('A', 650, { doorZone: true, carDoorStatus: 'opened', passengerPresent: false })
      .replay();
    expect(entrapments(out).filter((f) => f.stage !== 'history')).toEqual([]);
    expect(out.of('delivery')).toEqual([]);
  });
  test('golden 15: offline and link-lost timers start anew at its end', async () => {
    const r = new Recording({ untilS: 1_400 }).facts('A').idle('A').board('A', 10).depart('A', 21);
    const out = await r.session('T-A', 44, 'disconnected').ticks(1, 45).ticks(645, 1_400).replay();
    expect(out.entrapments('A')).toEqual(['suspected 705', 'alarm 945']);
    expect(out.findings.filter((f) => f.code === 'X19').map((f) => (f.at - startMs) / 1_000)[0]).toBe(945);
  });
});
