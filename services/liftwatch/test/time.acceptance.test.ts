import { describe, expect, test } from 'vitest';
import { Recording, startMs } from './recording/recording.ts';

const S = 1_000;
type Clock = (s: number) => { atS: number; sentS?: number };
/** Boards, rides up at 21 s, stands between floors from 40 s; a reading leaves the terminal when it happened. */
const stuck = (clock: Clock, untilS = 300) => {
  const r = new Recording({ untilS }).session('T-A', 0, 'connected');
  const say = (s: number, signals: Record<string, unknown>) => {
    const { atS, sentS } = clock(s);
    r.state('A', atS, signals, { receivedS: s, ...(sentS === undefined ? {} : { sentS }) });
  };
  say(0, {
    serviceMode: 'normal',
    carStatus: 'stopped',
    doorZone: true,
    floor: '1',
    carDoorStatus: 'closed',
    passengerPresent: false,
  });
  say(12, { carDoorStatus: 'opened' });
  say(14, { passengerPresent: true });
  say(18, { carDoorStatus: 'closing' });
  say(20, { carDoorStatus: 'closed' });
  say(21, { carStatus: 'running', direction: 'up', doorZone: false });
  say(40, { carStatus: 'stopped', direction: 'none' });
  for (let s = 60; s <= untilS; s += 30) say(s, {});
  return r;
};
const between = (untilS: number) =>
  new Recording({ untilS }).idle('A').board('A', 10).depart('A', 21).stop('A', 40, false);

describe('clocks', () => {
  for (const [what, offsetS, alarmS] of [
    ['1.9 s slow: taken as it is', -1.9, 68.1],
    ['2.1 s slow: corrected', -2.1, 70],
    ['1.9 s fast: never later than received', 1.9, 70],
    ['2.1 s fast: corrected', 2.1, 70],
  ] as const)
    for (const sends of [true, false])
      test(`${what}${sends ? '' : ', without sentAt'}`, async () => {
        const out = await stuck((s) => ({ atS: s + offsetS, ...(sends ? { sentS: s + offsetS } : {}) })).replay();
        expect(out.alarmS('A')).toBe(alarmS);
      });
  test('a queue on the way only adds: the smallest difference of the minute is the offset', async () => {
    const delays = [0.4, 3, 0.2, 5, 0.3, 2.5];
    const r = new Recording({ untilS: 300 }).idle('A');
    let i = 0;
    const say = (s: number, x: Record<string, unknown>) =>
      r.state('A', s, x, { sentS: s, receivedS: s + (delays[i++ % delays.length] ?? 0) });
    say(12, { carDoorStatus: 'opened' });
    say(14, { passengerPresent: true });
    say(18, { carDoorStatus: 'closing' });
    say(20, { carDoorStatus: 'closed' });
    say(25, { carStatus: 'running', doorZone: false });
    say(40, { carStatus: 'stopped' });
    expect((await r.heartbeats('A', 60, 300).replay()).alarmS('A')).toBe(70);
  });
  for (const numbered of [true, false])
    test(`set back by an hour while it runs, ${numbered ? 'seq rising' : 'readings written by hand'}: found in time`, async () => {
      const r = new Recording({ untilS: 400 }).session('T-A', 0, 'connected');
      let seq = 0;
      const say = (s: number, offsetS: number, x: Record<string, unknown>) => {
        seq += 1;
        const at = startMs + (s + offsetS) * S;
        r.raw('A', 'state', s, { at, sentAt: at, ...(numbered ? { boot: 'b', seq } : {}), ...x });
      };
      say(0, 0, {
        serviceMode: 'normal',
        carStatus: 'stopped',
        doorZone: true,
        carDoorStatus: 'closed',
        passengerPresent: false,
      });
      say(50, 0, {});
      say(100, -3_600, {});
      say(112, -3_600, { carDoorStatus: 'opened' });
      say(114, -3_600, { passengerPresent: true });
      say(118, -3_600, { carDoorStatus: 'closing' });
      say(120, -3_600, { carDoorStatus: 'closed' });
      say(121, -3_600, { carStatus: 'running', doorZone: false });
      say(140, -3_600, { carStatus: 'stopped' });
      for (let s = 160; s <= 400; s += 30) say(s, -3_600, {});
      expect((await r.replay()).entrapments('A')).toEqual(['suspected 160', 'alarm 170']);
    });
  test('a new boot with another clock is taken anew', async () => {
    const r = new Recording({ untilS: 300 }).idle('A', 0);
    let seq = 0;
    const say = (s: number, x: Record<string, unknown>) => {
      seq += 1;
      const at = startMs + (s - 86_400) * S;
      r.raw('A', 'state', s, { at, sentAt: at, boot: 'b2', seq, ...x });
    };
    say(11, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, carDoorStatus: 'opening' });
    say(12, { carDoorStatus: 'opened' });
    say(14, { passengerPresent: true });
    say(18, { carDoorStatus: 'closing' });
    say(20, { carDoorStatus: 'closed' });
    say(21, { carStatus: 'running', doorZone: false });
    say(40, { carStatus: 'stopped' });
    for (let s = 60; s <= 300; s += 30) say(s, {});
    expect((await r.replay()).alarmS('A')).toBe(70);
  });
  for (const sends of [true, false])
    test(`buffered readings are old, not a wrong clock${sends ? '' : ' (no sentAt)'}: what passed meanwhile is history`, async () => {
      const r = new Recording({ untilS: 1_200 })
        .idle('A')
        .heartbeats('A', 30, 90)
        .session('T-A', 95, 'disconnected')
        .session('T-A', 700, 'connected');
      const o = { receivedS: 700.5, ...(sends ? { sentS: 700.5 } : {}) };
      r.state('A', 112, { carDoorStatus: 'opened' }, o)
        .state('A', 114, { passengerPresent: true }, o)
        .state('A', 118, { carDoorStatus: 'closing' }, o)
        .state('A', 120, { carDoorStatus: 'closed' }, o)
        .state('A', 121, { carStatus: 'running', doorZone: false }, o)
        .state('A', 140, { carStatus: 'stopped' }, o)
        .state('A', 300, { doorZone: true }, o)
        .state('A', 302, { carDoorStatus: 'opened' }, o)
        .state('A', 310, { passengerPresent: false, carDoorStatus: 'closed' }, o);
      const out = await r.heartbeats('A', 720, 1_200).replay();
      expect(out.alarmS('A')).toBeUndefined();
      expect(out.told('A')).toEqual([]);
      expect(out.findings.some((f) => f.code === 'T01')).toBe(false);
    });
});

describe('order', () => {
  test('a state older than the newest of its kind never changes the present', async () => {
    const out = await between(300)
      .state('A', 30, { doorZone: true, carDoorStatus: 'opened' }, { receivedS: 45, sentS: 45 })
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(70);
  });
  test('an event out of order that is not late takes effect', async () => {
    const out = await between(300)
      .code('A', 39, '08', {}, { receivedS: 44, sentS: 44 })
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(50);
  });
  test('the same reading twice is one; written by hand it counts each time and does no harm', async () => {
    const once = { at: startMs + 20 * S, boot: 'b9', seq: 5, type: 'alarm-button', pressedMs: 4_000 };
    const job = () =>
      new Recording({ untilS: 100 })
        .idle('A', 0, { serviceMode: 'inspection' })
        .job('A', 1, 'opened')
        .job('A', 2, 'technician-in');
    const dup = await job().raw('A', 'event', 20, once).raw('A', 'event', 22, once).replay();
    expect(dup.findings.filter((f) => f.incidentKind === 'entrapment').map((f) => f.priority)).toEqual(['P3']);
    const { boot: _boot, seq: _seq, ...hand } = once;
    const twice = await job()
      .raw('A', 'event', 20, hand)
      .raw('A', 'event', 22, { ...hand, at: startMs + 22 * S })
      .replay();
    expect(twice.findings.filter((f) => f.incidentKind === 'entrapment').at(-1)?.priority).toBe('P1');
  });
  test('a batch {sentAt, readings} says the same as its readings one by one', async () => {
    const at = (s: number) => startMs + s * S;
    const r = new Recording({ untilS: 300 }).session('T-A', 0, 'connected').raw('A', 'state', 41, {
      sentAt: at(41),
      readings: [
        {
          at: at(0),
          serviceMode: 'normal',
          carStatus: 'stopped',
          doorZone: true,
          carDoorStatus: 'closed',
          passengerPresent: false,
        },
        { at: at(12), carDoorStatus: 'opened' },
        { at: at(14), passengerPresent: true },
        { at: at(18), carDoorStatus: 'closing' },
        { at: at(20), carDoorStatus: 'closed' },
        { at: at(21), carStatus: 'running', doorZone: false },
        { at: at(40), carStatus: 'stopped' },
        { at: at(41), speedMps: 900 },
      ],
    });
    const out = await r.heartbeats('A', 60, 300).replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
    expect(out.of('refused')).toMatchObject([{ index: 7 }]);
  });
  test('late: 60 s old still counts, 61 s old is backlog', async () => {
    const aged = (ageS: number, until = 400) =>
      new Recording({ untilS: until })
        .idle('A')
        .heartbeats('A', 30, 400)
        .code('A', 100, '90', {}, { receivedS: 100 + ageS, sentS: 100 + ageS })
        .replay();
    expect((await aged(60)).alarms('A')[0]).toMatchObject({ receivedAtMs: startMs + 160 * S });
    // Nothing since says that it passed: it is still true when the backlog ends, and says how old it is.
    const late = (await aged(61)).alarms('A').find((f) => f.incidentKind === 'entrapment');
    expect(late?.ageMs).toBeGreaterThanOrEqual(61_000);
  });
});

describe('intake outages', () => {
  const holed = (lastTickS: number, gapS: number, untilS = 300) => {
    const r = between(untilS).ticks(1, lastTickS);
    for (let s = lastTickS + gapS; s <= untilS; s += 1) r.tick(s);
    return r;
  };
  test('a hole of 4.9 s is none, 5.1 s is one: the timer due inside waits 60 s and says so', async () => {
    const short = (await holed(67, 4.9).replay()).alarms('A', 'X02')[0];
    expect(short).toMatchObject({ at: startMs + 70 * S });
    expect(short?.notConfirmedSince).toBeUndefined();
    const long = (await holed(67, 5.1).replay()).alarms('A', 'X02')[0];
    expect(long).toMatchObject({ at: startMs + 70 * S, notConfirmedSince: startMs + 67 * S });
    expect((long!.receivedAtMs - startMs) / S).toBeGreaterThanOrEqual(72.1 + 60);
    expect((long!.receivedAtMs - startMs) / S).toBeLessThanOrEqual(72.1 + 61);
  });
  test('a live reading that says the same lets it fire at once, unmarked', async () => {
    const alarm = (await holed(67, 10).state('A', 80, {}).replay()).alarms('A', 'X02')[0];
    expect(alarm).toMatchObject({ at: startMs + 70 * S, receivedAtMs: startMs + 80 * S });
    expect(alarm?.notConfirmedSince).toBeUndefined();
  });
  test('a live reading that contradicts it: history only, nobody is called', async () => {
    const out = await holed(67, 600, 900).state('A', 668, { doorZone: true, carDoorStatus: 'opened' }).replay();
    expect(out.alarmS('A')).toBeUndefined();
    expect(out.told('A', 'entrapment').filter((t) => t.startsWith('alarm'))).toEqual([]);
  });
  test('a timer that falls due after the hole is not touched by it', async () => {
    const alarm = (await holed(50, 10).state('A', 62, {}).replay()).alarms('A', 'X02')[0];
    expect(alarm).toMatchObject({ at: startMs + 70 * S, receivedAtMs: startMs + 70 * S });
  });
  test('absence timers start anew at the end of the outage', async () => {
    const r = new Recording({ untilS: 1_000 }).idle('A').board('A', 10).depart('A', 21).ticks(1, 100).ticks(700, 1_000);
    const out = await r.replay();
    expect(out.alarmS('A')).toBe(1_000);
  });
});

describe('facts of a lift', () => {
  test('minimum hold: a bounce of the zone sensor stops no timer, a real change does', async () => {
    const held = (backS: number) =>
      between(300)
        .facts('A', { minimumHoldMs: { doorZone: 2_000 } })
        .state('A', 60, { doorZone: true })
        .state('A', backS, { doorZone: false })
        .heartbeats('A', 90, 300)
        .replay();
    expect((await held(61)).alarmS('A')).toBe(70);
    expect((await held(63)).alarmS('A')).not.toBe(70);
  });
  test('not registered, then registered: the next lines carry the facts', async () => {
    const out = await between(300)
      .heartbeats('A', 60, 300)
      .facts('A', { name: 'West' }, 80)
      .state('A', 100, { doorZone: true, carDoorStatus: 'opened' })
      .replay();
    const lines = out.findings.filter((f) => f.incidentKind === 'entrapment');
    expect(lines[0]?.lift.registered).toBe(false);
    expect(lines.at(-1)?.lift).toMatchObject({ registered: true, name: 'West', siteId: 'S1' });
  });
  test("an event without a table is read by the lift's own", async () => {
    const out = await new Recording({ untilS: 60 })
      .facts('A', { dialect: 'regulator' })
      .idle('A')
      .code('A', 10, '11')
      .heartbeats('A', 30, 60)
      .replay();
    expect(out.alarms('A')[0]).toMatchObject({ incidentKind: 'entrapment', raw: { dialect: 'regulator', code: '11' } });
  });
  test('an unknown code is kept and told as it came', async () => {
    const out = await new Recording({ untilS: 60 })
      .facts('A')
      .idle('A')
      .code('A', 10, '77')
      .heartbeats('A', 30, 60)
      .replay();
    expect(out.findings.find((f) => f.code === 'U00')).toMatchObject({ raw: { dialect: 'core', code: '77' } });
  });
  test('two terminals at one lift: the door from one, the person from the other', async () => {
    const P = { terminal: 'T-P' };
    const r = () =>
      new Recording({ untilS: 400 })
        .session('T-A', 0, 'connected')
        .session('T-P', 0, 'connected')
        .state('A', 0, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, carDoorStatus: 'closed' })
        .state('A', 0, { passengerPresent: false }, P)
        .state('A', 12, { carDoorStatus: 'opened' })
        .state('A', 14, { passengerPresent: true }, P)
        .state('A', 18, { carDoorStatus: 'closing' })
        .state('A', 20, { carDoorStatus: 'closed' })
        .state('A', 21, { carStatus: 'running', doorZone: false });
    const both = await r().stop('A', 40, false).heartbeats('A', 50, 400).heartbeats('A', 51, 400, P).replay();
    expect(both.alarmS('A')).toBe(70);
  });
});

describe('codes', () => {
  test('raised twice with one eventId is one finding; its clear ends it', async () => {
    const out = await new Recording({ untilS: 200 })
      .facts('A')
      .idle('A')
      .code('A', 10, '06', { eventId: 'x' })
      .code('A', 20, '06', { eventId: 'x' })
      .code('A', 60, '06', { eventId: 'x', phase: 'cleared' })
      .heartbeats('A', 70, 200)
      .replay();
    const lines = out.findings.filter((f) => f.code === '06');
    expect(new Set(lines.map((f) => f.findingId)).size).toBe(1);
    expect(lines.at(-1)?.stage).toBe('released');
  });
  test('a clear without eventId ends the open fault of that code; another eventId does not', async () => {
    const raised = () => new Recording({ untilS: 200 }).facts('A').idle('A').code('A', 10, '06', { eventId: 'x' });
    const plain = await raised().code('A', 60, '06', { phase: 'cleared' }).replay();
    expect(plain.findings.findLast((f) => f.code === '06')?.stage).toBe('released');
    const other = await raised().code('A', 60, '06', { phase: 'cleared', eventId: 'y' }).replay();
    expect(other.findings.findLast((f) => f.code === '06')?.stage).toBe('alarm');
  });
  test('escalators: overspeed is danger at once, and no row of the entrapment table applies', async () => {
    const out = await new Recording({ untilS: 400 })
      .facts('E', { equipment: 'escalator' })
      .session('T-E', 0, 'connected')
      .state('E', 0, { carStatus: 'running' })
      .code('E', 10, '62')
      .state('E', 12, { carStatus: 'stopped' })
      .replay();
    expect(out.alarms('E', '62')[0]).toMatchObject({ priority: 'P0', incidentKind: 'dangerous-movement' });
    expect(out.entrapments('E')).toEqual([]);
  });
  for (const [code, kind] of [
    ['05', 'dangerous-movement'],
    ['X03', 'dangerous-movement'],
    ['E03', 'fault/E03'],
    ['X17', 'fault/X17'],
  ] as const)
    test(`${code} comes through as ${kind}`, async () => {
      const out = await new Recording({ untilS: 60 })
        .facts('A')
        .idle('A')
        .code('A', 10, code, { dialect: 'liftwatch' })
        .heartbeats('A', 30, 60)
        .replay();
      expect(out.alarms('A', code)[0]).toMatchObject({ incidentKind: kind });
    });
});

test('a door last seen opening before minutes of silence, and seen closed after it, has not failed to open', async () => {
  const out = await new Recording({ untilS: 900 })
    .facts('A')
    .idle('A')
    .heartbeats('A', 10, 70)
    .state('A', 60, { carDoorStatus: 'opening' })
    .session('T-A', 80, 'disconnected')
    .session('T-A', 300, 'connected')
    .state('A', 301, { carDoorStatus: 'closed', floor: '10' })
    .heartbeats('A', 310, 900)
    .replay();
  expect(out.alarmS('A')).toBeUndefined();
});
