import { describe, expect, test } from 'vitest';
import { Recording, startMs, type Signals } from './recording/recording.ts';

/** Terminals that were not written with liftwatch in mind: few signals, sampled states, readings written by hand. */
const ms = (s: number): number => startMs + s * 1_000;
const between = (untilS = 400) =>
  new Recording({ untilS }).idle('A').board('A', 10).depart('A', 21).stop('A', 40, false).heartbeats('A', 60, untilS);
/** A state without boot, seq or sentAt, from a terminal whose sessions nobody recorded. */
const byHand = (r: Recording, s: number, body: Signals) => r.raw('A', 'state', s, { at: ms(s), ...body });
const beats = (r: Recording, fromS: number, toS: number) => {
  for (let s = fromS; s <= toS; s += 30) byHand(r, s, {});
  return r;
};
const standing = {
  serviceMode: 'normal',
  carStatus: 'stopped',
  direction: 'none',
  doorZone: true,
  floor: '1',
  carDoorStatus: 'closed',
  passengerPresent: false,
  powerStatus: 'normal',
};
const cycle = (r: Recording, s: number, body: Signals) =>
  r.raw('A', 'door', s, { at: ms(s), boot: 'b1', seq: 9_000 + s, floor: '1', ...body });

describe('written by hand', () => {
  const ride = (at: (s: number) => number = ms) => {
    const r = new Recording({ untilS: 300 });
    const say = (s: number, body: Signals) => r.raw('A', 'state', s, { at: at(s), ...body });
    say(0, standing);
    say(12, { carDoorStatus: 'opened' });
    say(14, { passengerPresent: true });
    say(20, { carDoorStatus: 'closed' });
    say(21, { carStatus: 'running', doorZone: false });
    say(40, { carStatus: 'stopped' });
    for (let s = 60; s <= 300; s += 30) say(s, {});
    return r;
  };
  test('no boot, no seq, no session: row 3 as ever', async () => {
    expect((await ride().replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('a clock that stands in 1970: found in time', async () => {
    expect((await ride((s) => s * 1_000).replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('a clock that never moves: found, at the latest in time', async () => {
    expect((await ride(() => startMs).replay()).alarmS('A')).toBeLessThanOrEqual(70);
  });
  test('one state that goes back in time changes nothing of the newer ones and loses nobody', async () => {
    const r = ride().raw('A', 'state', 45, { at: ms(15), passengerPresent: false, carDoorStatus: 'opened' });
    expect((await r.replay()).alarmS('A')).toBe(70);
  });
  test('the whole state every 5 s, changed or not', async () => {
    const r = new Recording({ untilS: 300 });
    for (let s = 0; s <= 300; s += 5)
      byHand(r, s, {
        ...standing,
        carDoorStatus: s >= 10 && s < 20 ? 'opened' : 'closed',
        passengerPresent: s >= 15,
        carStatus: s >= 25 && s < 40 ? 'running' : 'stopped',
        doorZone: s < 25,
      });
    expect((await r.replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('one reading only, of a car between floors with a person: 30 s', async () => {
    const r = beats(
      byHand(new Recording({ untilS: 300 }), 0, { ...standing, doorZone: false, passengerPresent: true }),
      30,
      300,
    );
    expect((await r.replay()).entrapments('A')).toEqual(['suspected 20', 'alarm 30']);
  });
});

describe('few signals', () => {
  const start = (body: Signals, untilS = 600) =>
    new Recording({ untilS })
      .session('T-A', 0, 'connected')
      .state('A', 0, { serviceMode: 'normal', floor: '1', carDoorStatus: 'closed', ...body })
      .heartbeats('A', 60, untilS);
  const noZone = (untilS = 600) => start({ carStatus: 'stopped', passengerPresent: false }, untilS).board('A', 10);

  test('its speed alone tells that it runs: no alarm under way, row 3 from the stop', async () => {
    const r = () => start({ speedMps: 0, doorZone: true, passengerPresent: false }).board('A', 10);
    const express = r()
      .state('A', 21, { speedMps: 1.5, doorZone: false })
      .state('A', 81, { speedMps: 0, doorZone: true })
      .letOut('A', 86);
    expect((await express.replay()).entrapments('A')).toEqual([]);
    const stuck = r().state('A', 21, { speedMps: 1.5, doorZone: false }).state('A', 40, { speedMps: 0 });
    expect((await stuck.replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('no zone is fitted: as at a landing, 90 s after a trip, 300 s without one', async () => {
    const rides = noZone()
      .state('A', 21, { carStatus: 'running' })
      .state('A', 40, { carStatus: 'stopped', floor: '4' });
    expect((await rides.replay()).entrapments('A')).toEqual(['suspected 100', 'alarm 130']);
    expect((await noZone().replay()).entrapments('A')).toEqual(['suspected 78', 'alarm 318']);
    const works = noZone()
      .state('A', 21, { carStatus: 'running' })
      .state('A', 40, { carStatus: 'stopped', floor: '4' })
      .letOut('A', 44)
      .state('A', 100, { carStatus: 'running' })
      .state('A', 120, { carStatus: 'stopped', floor: '1' });
    expect((await works.replay()).entrapments('A')).toEqual([]);
  });
  test('people are counted, not sensed', async () => {
    const counts = (people: number) =>
      start({ carStatus: 'stopped', doorZone: true, peopleCount: 0 })
        .state('A', 12, { carDoorStatus: 'opened' })
        .state('A', 14, { peopleCount: people })
        .state('A', 20, { carDoorStatus: 'closed' })
        .depart('A', 21)
        .stop('A', 40, false);
    expect((await counts(3).replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
    expect((await counts(0).replay()).entrapments('A')).toEqual([]);
  });
  test('events only: 04 and 41 with nobody known to be away are alarms after 60 s; 90 at once', async () => {
    const only = (code: string) =>
      new Recording({ untilS: 300 }).raw('A', 'event', 40, { at: ms(40), type: 'code', code });
    for (const code of ['04', '41']) expect((await only(code).replay()).entrapments('A')).toEqual(['alarm 100']);
    expect((await only('90').replay()).entrapments('A')).toEqual(['alarm 40']);
  });
  test('a run between samples, told by its trip reading: evidence of row 4', async () => {
    const trip = {
      at: ms(40),
      boot: 'b1',
      seq: 900,
      fromFloor: '1',
      toFloor: '5',
      direction: 'up',
      durationMs: 18_000,
    };
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .raw('A', 'trip', 40, trip)
      .heartbeats('A', 60, 400)
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 100', 'alarm 130']);
  });
  test('the trip reading of a run that the state told of shifts nothing', async () => {
    const trip = {
      at: ms(43),
      boot: 'b1',
      seq: 900,
      fromFloor: '1',
      toFloor: '5',
      direction: 'up',
      durationMs: 18_000,
    };
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true)
      .raw('A', 'trip', 43, trip)
      .heartbeats('A', 60, 400)
      .replay();
    expect(out.alarmS('A')).toBe(130);
  });
  test('a door cycle between samples: full, it lets people out; not full, it is evidence', async () => {
    const boarded = () => new Recording({ untilS: 400 }).idle('A').board('A', 10).heartbeats('A', 60, 400);
    expect((await cycle(boarded(), 40, { fullyOpened: false }).replay()).alarmS('A')).toBe(108);
    const left = cycle(boarded(), 55, { fullyOpened: true }).state('A', 56, { passengerPresent: false });
    expect((await left.replay()).entrapments('A')).toEqual([]);
    const out = await cycle(between().stop('A', 95, true), 110, { fullyOpened: true })
      .state('A', 112, { passengerPresent: false })
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70', 'released 110']);
  });
  test('a door cycle at a car that is known to stand between floors lets nobody out', async () => {
    const out = await cycle(between(), 110, { fullyOpened: true }).replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
});

describe('values that turn unknown', () => {
  const nothing = { carStatus: null, doorZone: null, carDoorStatus: null, passengerPresent: null, serviceMode: null };
  test('a running timer is not stopped by null, one by one or all at once', async () => {
    for (const body of [{ doorZone: null }, { carStatus: null }, { passengerPresent: null }, nothing])
      expect((await between().state('A', 50, body).replay()).alarmS('A')).toBe(70);
  });
  const opens = (runS: number, zone: boolean | null) =>
    between()
      .state('A', 90, { carStatus: 'running', doorZone: zone })
      .state('A', 90 + runS, { carStatus: 'stopped' })
      .state('A', 97, { carDoorStatus: 'opening' })
      .state('A', 99, { carDoorStatus: 'opened' })
      .replay();
  test('row 7: a run of 2 s and then a full opening releases where the zone is unknown; shorter, or outside the zone, it does not', async () => {
    expect((await opens(2, null)).entrapments('A').at(-1)).toBe('released 99');
    expect((await opens(1, null)).entrapments('A').at(-1)).toBe('alarm 70');
    expect((await opens(5, false)).entrapments('A').at(-1)).toBe('alarm 70');
  });
  test('row 7: the run that brought people there is no run that frees them', async () => {
    const out = await between().state('A', 90, { doorZone: null }).state('A', 99, { carDoorStatus: 'opened' }).replay();
    expect(out.entrapments('A').at(-1)).toBe('alarm 70');
  });
  const onBattery = (r: Recording) =>
    r.raw('A', 'terminal', 30, { at: ms(30), boot: 'b1', seq: 900, powerSource: 'battery', batteryPercent: 80 });
  const dark = (boards: boolean) =>
    onBattery(new Recording({ untilS: 300 }).idle('A').board('A', 10, boards))
      .state('A', 31, { ...nothing, powerStatus: null })
      .heartbeats('A', 60, 300);
  test('the terminal on its battery, every signal of the lift gone: no power, row 5 for people who were in it', async () => {
    expect((await dark(true).replay()).alarmS('A')).toBe(91);
    expect((await dark(false).replay()).entrapments('A')).toEqual([]);
    const alive = onBattery(new Recording({ untilS: 300 }).idle('A').board('A', 10)).heartbeats('A', 60, 300);
    expect((await alive.replay()).alarmS('A')).toBeUndefined();
  });
  test('a door that reports a fault between floors is not known to be open', async () => {
    const alarm = (await between().state('A', 50, { carDoorStatus: 'door-fault' }).replay()).alarms('A', 'X02')[0];
    expect(alarm).toMatchObject({ priority: 'P1' });
    expect(alarm?.tags).not.toContain('door-open-between-floors');
  });
});

describe('nobody is missed', () => {
  for (const runS of [1, 3])
    test(`a car that jerks on for ${runS} s every 25 s between floors: what it stood in all counts`, async () => {
      const r = between(700);
      for (let s = 60; s < 700; s += 25)
        r.state('A', s, { carStatus: 'running' }).state('A', s + runS, { carStatus: 'stopped' });
      const out = await r.replay();
      expect(out.alarmS('A')).toBe(runS === 1 ? 102 : 106);
    });
  test('two stands of 29 s are two stands: the second alarms at its own 30 s', async () => {
    const r = between().state('A', 69, { carStatus: 'running' }).state('A', 74, { carStatus: 'stopped' });
    expect((await r.replay()).alarmS('A')).toBe(104);
  });
  test('a stand in the zone between two of them begins the count anew', async () => {
    const r = between(600)
      .state('A', 65, { carStatus: 'running' })
      .stop('A', 70, true)
      .state('A', 75, { carStatus: 'running' })
      .stop('A', 80, false)
      .state('A', 105, { carStatus: 'running' })
      .stop('A', 110, false);
    expect((await r.replay()).alarmS('A')).toBe(140);
  });
  test('the button pressed in a car that moves with nobody seen in it, and the link is lost: row 10', async () => {
    const out = await new Recording({ untilS: 600 })
      .idle('A')
      .board('A', 10, false)
      .depart('A', 21)
      .event('A', 25, { type: 'alarm-button', pressedMs: 4_000 })
      .session('T-A', 27, 'disconnected')
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 85', 'alarm 325']);
  });
  test('a link that comes and goes without a word of the lift: the 5 min go on', async () => {
    const r = new Recording({ untilS: 900 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .session('T-A', 25, 'disconnected', 1);
    for (let i = 2, s = 100; s < 900; s += 100)
      r.session('T-A', s, 'connected', i).session('T-A', s + 1, 'disconnected', i++);
    expect((await r.replay()).entrapments('A')).toEqual(['suspected 82', 'alarm 322']);
  });
  test('an empty reading after the link came back is a report: withdrawn', async () => {
    const out = await new Recording({ untilS: 600 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .session('T-A', 25, 'disconnected')
      .session('T-A', 200, 'connected')
      .heartbeats('A', 201, 600)
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 82', 'withdrawn 201']);
  });
});

describe('codes as others write them', () => {
  const code = async (dialect: string, raw: string) =>
    (await new Recording({ untilS: 60 }).idle('A').code('A', 10, raw, { dialect }).heartbeats('A', 30, 60).replay())
      .findings;
  test('the name of a table in other letters, a code without its leading zero', async () => {
    for (const dialect of ['shanghai', 'Shanghai', ' SHANGHAI '])
      for (const raw of ['09', '9'])
        expect((await code(dialect, raw))[0], dialect).toMatchObject({ code: 'X01', stage: 'alarm' });
  });
  test('hexadecimal and foreign tables are kept and told, never guessed', async () => {
    for (const [dialect, raw] of [
      ['shanghai', '0x09'],
      ['nobody', '09'],
      ['core', '09'],
    ] as const)
      expect((await code(dialect, raw))[0]).toMatchObject({ code: 'U00', raw: { dialect, code: raw } });
  });
  test('a code as a number is refused, by name and with the remedy', async () => {
    const out = await new Recording({ untilS: 60 })
      .idle('A')
      .raw('A', 'event', 10, { at: ms(10), type: 'code', dialect: 'shanghai', code: 9 })
      .replay();
    expect(out.of('refused')[0]).toMatchObject({ refusal: { code: 'LIFT_READING_INVALID', field: 'code' } });
  });
});
