import { describe, expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

const between = (untilS = 400, more = {}) =>
  new Recording({ untilS })
    .idle('A')
    .board('A', 10)
    .depart('A', 21)
    .stop('A', 40, false, more)
    .heartbeats('A', 60, untilS);
/** Nobody knows who is inside: no person sensor. */
const blind = (untilS: number, more = {}) =>
  new Recording({ untilS })
    .session('T-A', 0, 'connected')
    .state('A', 0, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      powerStatus: 'normal',
      ...more,
    })
    .board('A', 10, null)
    .heartbeats('A', 30, untilS);

describe('row 1: modes and jobs', () => {
  for (const serviceMode of ['out-of-service', 'fire-return', 'firefighter', 'earthquake'])
    test(`${serviceMode}: 60 s and 90 s; 10 s with a controller fault; unknown likewise 90 s`, async () => {
      expect((await between(400, { serviceMode }).replay()).entrapments('A')).toEqual(['suspected 100', 'alarm 130']);
      expect((await between(129.9, { serviceMode }).replay()).alarmS('A')).toBeUndefined();
      expect((await between(400, { serviceMode }).code('A', 41, '08').replay()).alarmS('A')).toBe(50);
      expect((await blind(400).depart('A', 21).stop('A', 40, false, { serviceMode }).replay()).alarmS('A')).toBe(130);
    });
  for (const serviceMode of ['emergency-power', 'unknown', null])
    test(`${String(serviceMode)} is judged as normal: 20 s and 30 s`, async () => {
      expect((await between(400, { serviceMode }).replay()).entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
    });
  test('inspection: none from rows 3 to 6 and 10', async () => {
    const serviceMode = 'inspection';
    expect((await between(600, { serviceMode }).code('A', 41, '04').replay()).alarmS('A')).toBeUndefined();
    expect(
      (await blind(600, { serviceMode }).depart('A', 21).stop('A', 40, false).replay()).alarmS('A'),
    ).toBeUndefined();
    const atFloor = new Recording({ untilS: 900 })
      .idle('A', 0, { serviceMode })
      .board('A', 10)
      .code('A', 30, '02')
      .heartbeats('A', 30, 900);
    expect((await atFloor.replay()).alarmS('A')).toBeUndefined();
    const dark = new Recording({ untilS: 900 })
      .idle('A', 0, { serviceMode })
      .board('A', 10)
      .state('A', 30, { powerStatus: 'lost' })
      .heartbeats('A', 30, 900);
    expect((await dark.replay()).alarmS('A')).toBeUndefined();
    const silent = new Recording({ untilS: 900 })
      .idle('A', 0, { serviceMode })
      .board('A', 10)
      .depart('A', 21)
      .session('T-A', 25, 'disconnected');
    expect((await silent.replay()).alarmS('A')).toBeUndefined();
  });
  test("inspection: a terminal's own entrapment code counts at once", async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A', 0, { serviceMode: 'inspection' })
      .code('A', 50, 'X02', { dialect: 'liftwatch' })
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(50);
  });
  test('a change to inspection never closes an open entrapment', async () => {
    const out = await between().state('A', 80, { serviceMode: 'inspection' }).replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('out of inspection again with someone inside: found, at the latest one full time later', async () => {
    const out = await between(400, { serviceMode: 'inspection' }).state('A', 200, { serviceMode: 'normal' }).replay();
    expect(out.alarmS('A')).toBeGreaterThanOrEqual(200);
    expect(out.alarmS('A')).toBeLessThanOrEqual(230);
  });
  test('a job counts only with a technician signed in', async () => {
    expect((await between().job('A', 1, 'opened').replay()).alarmS('A')).toBe(70);
    expect((await between().job('A', 1, 'opened').job('A', 2, 'technician-in').replay()).alarmS('A')).toBeUndefined();
    expect(
      (
        await between().job('A', 1, 'opened').job('A', 2, 'technician-in').job('A', 3, 'technician-out').replay()
      ).alarmS('A'),
    ).toBe(70);
    expect(
      (await between().job('A', 1, 'opened').job('A', 2, 'technician-in').job('A', 3, 'closed').replay()).alarmS('A'),
    ).toBe(70);
  });
  test('a technician who signs in after the alarm closes nothing', async () => {
    const out = await between().job('A', 80, 'opened').job('A', 90, 'technician-in').replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
});

describe('row 2: the button', () => {
  const press = (r: Recording, s: number, pressedMs?: number) =>
    r.event('A', s, { type: 'alarm-button', ...(pressedMs === undefined ? {} : { pressedMs }) });
  test('duration unknown counts, and 90 of any table', async () => {
    expect(
      (await press(new Recording({ untilS: 60 }).idle('A').board('A', 5).heartbeats('A', 30, 60), 20).replay()).alarmS(
        'A',
      ),
    ).toBe(20);
    expect(
      (
        await new Recording({ untilS: 60 })
          .idle('A')
          .code('A', 20, '15', { dialect: 'vendor-city' })
          .heartbeats('A', 30, 60)
          .replay()
      ).alarmS('A'),
    ).toBe(20);
  });
  test('an empty car, nothing known, no state at all: alarm at once all the same', async () => {
    const out = await press(new Recording({ untilS: 60 }).session('T-A', 0, 'connected'), 20).replay();
    expect(out.entrapments('A')).toEqual(['alarm 20']);
    expect(out.alarms('A')[0]).toMatchObject({ occupancy: 'unknown', priority: 'P1' });
  });
  test('pressed while moving, stopped later than 30 s after: alarm when it stops', async () => {
    const out = await new Recording({ untilS: 200 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .code('A', 25, '90')
      .stop('A', 60, true)
      .heartbeats('A', 70, 200)
      .replay();
    expect(out.alarmS('A')).toBe(60);
  });
  test('pressed while moving: opened 29 s after is a nuisance, 31 s after is not', async () => {
    const ride = () =>
      new Recording({ untilS: 120 })
        .idle('A')
        .board('A', 10)
        .depart('A', 21)
        .code('A', 25, '90')
        .stop('A', 40, true)
        .heartbeats('A', 70, 120);
    expect((await ride().letOut('A', 54).replay()).alarmS('A')).toBeUndefined();
    expect((await ride().letOut('A', 56).replay()).entrapments('A').slice(-2)).toEqual(['alarm 55', 'released 56']);
  });
  test('a door half open is not fully open', async () => {
    const out = await new Recording({ untilS: 60 })
      .idle('A')
      .state('A', 11, { carDoorStatus: 'opening' })
      .code('A', 12, '90')
      .heartbeats('A', 30, 60)
      .replay();
    expect(out.alarmS('A')).toBe(12);
  });
  test('fully open between floors: somebody presses in an open shaft: alarm by one row or another', async () => {
    const out = await between().state('A', 45, { carDoorStatus: 'opened' }).code('A', 46, '90').replay();
    expect(out.alarmS('A')).toBeLessThanOrEqual(70);
  });
  test('job with a technician: answered within 5 min stays P3', async () => {
    const job = () =>
      new Recording({ untilS: 700 })
        .idle('A', 0, { serviceMode: 'inspection' })
        .job('A', 1, 'opened')
        .job('A', 2, 'technician-in')
        .heartbeats('A', 30, 700)
        .code('A', 100, '90');
    const priorities = async (r: Recording) =>
      (await r.replay()).findings
        .filter((f) => f.incidentKind === 'entrapment')
        .map((f) => `${f.priority} ${(f.at - Date.UTC(2026, 0, 5, 2)) / 1_000}`);
    expect((await priorities(job().decide('A', 399, 'call-answered'))).every((p) => p.startsWith('P3'))).toBe(true);
    expect(await priorities(job())).toContain('P1 400');
    expect(await priorities(job().code('A', 101, '90'))).toContain('P1 101');
  });
  test('a job without a technician, or inspection without a job: P1', async () => {
    const out = await new Recording({ untilS: 200 })
      .idle('A', 0, { serviceMode: 'inspection' })
      .job('A', 1, 'opened')
      .heartbeats('A', 30, 200)
      .code('A', 100, '90')
      .replay();
    expect(out.alarms('A', '90')[0]).toMatchObject({ priority: 'P1' });
  });
  test('three presses in 10 min with normal runs are marked as misuse', async () => {
    const r = new Recording({ untilS: 500 }).idle('A');
    for (const s of [10, 110, 210])
      r.board('A', s)
        .depart('A', s + 11)
        .code('A', s + 15, '90')
        .stop('A', s + 20, true)
        .letOut('A', s + 26);
    const out = await r.heartbeats('A', 300, 500).replay();
    expect(out.alarmS('A')).toBeUndefined();
    expect(out.findings.some((f) => f.tags?.includes('misuse'))).toBe(true);
  });
  test('misuse before does not silence a press at a standstill', async () => {
    const r = new Recording({ untilS: 500 }).idle('A');
    for (const s of [10, 110, 210])
      r.board('A', s)
        .depart('A', s + 11)
        .code('A', s + 15, '90')
        .stop('A', s + 20, true)
        .letOut('A', s + 26);
    const out = await r.board('A', 260).code('A', 280, '90').heartbeats('A', 300, 500).replay();
    expect(out.alarmS('A')).toBe(280);
  });
});

describe('row 3: between floors', () => {
  test('29 s and 30 s', async () => {
    expect((await between(69.9).replay()).alarmS('A')).toBeUndefined();
    expect((await between(70).replay()).alarmS('A')).toBe(70);
    const moved = await between(400)
      .state('A', 69, { carStatus: 'running', direction: 'down' })
      .stop('A', 72, true)
      .letOut('A', 76)
      .replay();
    expect(moved.alarmS('A')).toBeUndefined();
    expect(moved.entrapments('A').at(-1)).toMatch(/^withdrawn/);
  });
  for (const code of ['01', '04', '06', '07', '08', '05'])
    test(`with ${code}: 10 s, not 9`, async () => {
      expect((await between().code('A', 40, code).replay()).alarmS('A')).toBe(50);
      const early = await between(49.9).code('A', 40, code).replay();
      expect(early.alarmS('A')).toBeUndefined();
    });
  for (const code of ['02', '03', '40', '42'])
    test(`${code} is no controller fault of row 3: 30 s`, async () => {
      expect((await between().code('A', 40, code).replay()).alarmS('A')).toBe(70);
    });
  test('code 04 alone says stopped and between floors: no sensor, occupancy unknown, 60 s', async () => {
    const out = await new Recording({ untilS: 200 })
      .session('T-A', 0, 'connected')
      .code('A', 40, '04')
      .heartbeats('A', 60, 200)
      .replay();
    expect(out.alarmS('A')).toBe(100);
  });
});

describe('row 5: no power', () => {
  const dark = (s: number) =>
    new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .heartbeats('A', 30, 400)
      .state('A', s, { powerStatus: 'lost' });
  test('60 s and not 59; opened at 59 s is the automatic rescue', async () => {
    expect((await dark(25).replay()).alarmS('A')).toBe(85);
    expect((await dark(25).letOut('A', 84).replay()).alarmS('A')).toBeUndefined();
    expect((await dark(25).letOut('A', 86).replay()).entrapments('A').at(-1)).toBe('released 86');
  });
  test('the event 41 says the same where no signal of the supply is fitted', async () => {
    const out = await new Recording({ untilS: 300 })
      .session('T-A', 0, 'connected')
      .state('A', 0, {
        serviceMode: 'normal',
        carStatus: 'stopped',
        doorZone: true,
        floor: '1',
        carDoorStatus: 'closed',
        passengerPresent: false,
      })
      .board('A', 10)
      .code('A', 25, '41')
      .heartbeats('A', 30, 300)
      .replay();
    expect(out.alarmS('A')).toBe(85);
  });
  test('occupancy unknown is an alarm that says so; empty is none', async () => {
    const unknown = await blind(300).state('A', 25, { powerStatus: 'lost' }).replay();
    expect(unknown.alarms('A').find((f) => f.incidentKind === 'entrapment')).toMatchObject({ occupancy: 'unknown' });
    expect(unknown.alarmS('A')).toBe(85);
    const empty = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 25, { powerStatus: 'lost' })
      .heartbeats('A', 30, 400)
      .replay();
    expect(empty.alarmS('A')).toBeUndefined();
    expect(empty.findings.find((f) => f.code === '41')).toMatchObject({ priority: 'P3' });
  });
  test('an opening between floors is no rescue', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, false, { powerStatus: 'lost' })
      .state('A', 50, { carDoorStatus: 'opened' })
      .heartbeats('A', 60, 400)
      .replay();
    expect(out.alarmS('A')).toBe(70);
  });
  test('power back before 60 s: no row 5; the landing row goes on by itself', async () => {
    expect(
      (await dark(25).state('A', 60, { powerStatus: 'normal' }).letOut('A', 100).replay()).alarmS('A'),
    ).toBeUndefined();
  });
});

describe('row 6: occupancy unknown', () => {
  test('between floors 60 s and not 59', async () => {
    expect((await blind(99.9).depart('A', 21).stop('A', 40, false).replay()).alarmS('A')).toBeUndefined();
    expect((await blind(100).depart('A', 21).stop('A', 40, false).replay()).alarmS('A')).toBe(100);
  });
  test('at a floor a lift that parks with its door closed is nothing', async () => {
    expect((await blind(3_600).depart('A', 21).stop('A', 40, true).replay()).alarmS('A')).toBeUndefined();
  });
  for (const code of ['02', '03'])
    test(`at a floor with ${code}: 90 s`, async () => {
      expect((await blind(300).depart('A', 21).stop('A', 40, true).code('A', 41, code).replay()).alarmS('A')).toBe(130);
    });
  test('at a floor with a failed opening movement: 90 s', async () => {
    const out = await blind(400)
      .depart('A', 21)
      .stop('A', 40, true)
      .state('A', 42, { carDoorStatus: 'opening' })
      .state('A', 44, { carDoorStatus: 'closing' })
      .state('A', 46, { carDoorStatus: 'closed' })
      .replay();
    expect(out.alarmS('A')).toBe(130);
  });
});

describe('row 7: the end of an entrapment', () => {
  test('reaching the floor is not yet an end; the full opening is', async () => {
    const out = await between()
      .state('A', 90, { carStatus: 'running', direction: 'down' })
      .stop('A', 95, true)
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });
  test('a full opening between floors is no end', async () => {
    const out = await between().state('A', 90, { carDoorStatus: 'opened' }).replay();
    expect(out.entrapments('A').some((s) => s.startsWith('released'))).toBe(false);
  });
  test('an operator says that they are out', async () => {
    const out = await between().decide('A', 120, 'released').replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70', 'released 120']);
    expect(out.findings.findLast((f) => f.incidentKind === 'entrapment')?.selfReleased).not.toBe(true);
  });
  test('rejected ends it, marked', async () => {
    const out = await between().decide('A', 120, 'rejected').replay();
    expect(out.findings.findLast((f) => f.incidentKind === 'entrapment')).toMatchObject({
      stage: 'rejected',
      confirmation: 'rejected',
    });
  });
  test('no person seen any more keeps it open', async () => {
    const out = await between(2_000).state('A', 80, { passengerPresent: false }).replay();
    expect(out.findings.findLast((f) => f.incidentKind === 'entrapment')).toMatchObject({ stage: 'alarm' });
    expect(out.told('A', 'entrapment').filter((t) => t.startsWith('released'))).toEqual([]);
  });
});

describe('row 8: confirmation', () => {
  const stages = async (r: Recording) =>
    (await r.replay()).findings
      .filter((f) => f.incidentKind === 'entrapment' && f.stage === 'alarm')
      .map((f) => `${f.confirmation} ${(f.at - Date.UTC(2026, 0, 5, 2)) / 1_000}`);
  test('a call unanswered for 2 min confirms; answered at 119 s it does not; without a call it stays an alarm', async () => {
    expect(await stages(between().decide('A', 80, 'call-started'))).toContain('confirmed 200');
    expect(
      (await stages(between().decide('A', 80, 'call-started').decide('A', 199, 'call-answered'))).some((s) =>
        s.startsWith('confirmed'),
      ),
    ).toBe(false);
    expect((await stages(between(2_000))).some((s) => s.startsWith('confirmed'))).toBe(false);
  });
  test('a person says so', async () => {
    expect(await stages(between().decide('A', 80, 'confirmed'))).toContain('confirmed 80');
  });
  test('rejected during the call: the call confirms nothing afterwards', async () => {
    const out = await between().decide('A', 80, 'call-started').decide('A', 100, 'rejected').replay();
    expect(out.findings.some((f) => f.confirmation === 'confirmed')).toBe(false);
  });
});

describe('row 10: the link is lost', () => {
  const ride = (untilS = 900) => new Recording({ untilS }).idle('A').board('A', 10).depart('A', 21);
  test('silence of three expected intervals, 60 s each by default: known 180 s after the last word, both times counted from it', async () => {
    const out = await ride().replay();
    expect(out.entrapments('A')).toEqual(['suspected 82', 'alarm 322']);
    expect(out.findings.find((f) => f.stage === 'suspected' && f.incidentKind === 'entrapment')?.ageMs).toBe(120_000);
  });
  test('with an expected interval of 10 s: suspected at 60 s', async () => {
    const out = await new Recording({ untilS: 900 })
      .facts('A', { expectedIntervalS: 10 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 82', 'alarm 322']);
  });
  test('reports again at 299 s and goes on: withdrawn, no alarm', async () => {
    const out = await ride()
      .session('T-A', 25, 'disconnected')
      .session('T-A', 320, 'connected')
      .stop('A', 321, true)
      .letOut('A', 325)
      .heartbeats('A', 350, 900)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
    expect(out.entrapments('A').at(-1)).toMatch(/^withdrawn/);
  });
  test('stopped between floors as the link goes: the running timer is not stopped by silence', async () => {
    const out = await ride().stop('A', 40, false).session('T-A', 45, 'disconnected').replay();
    expect(out.alarmS('A')).toBe(70);
  });
  test('empty and moving, or occupied with the door open at a floor: none', async () => {
    const empty = await new Recording({ untilS: 900 })
      .idle('A')
      .board('A', 10, false)
      .depart('A', 21)
      .session('T-A', 25, 'disconnected')
      .replay();
    expect(empty.alarmS('A')).toBeUndefined();
    const open = await new Recording({ untilS: 900 })
      .idle('A')
      .state('A', 11, { carDoorStatus: 'opening' })
      .state('A', 12, { carDoorStatus: 'opened' })
      .state('A', 14, { passengerPresent: true })
      .session('T-A', 15, 'disconnected')
      .replay();
    expect(open.alarmS('A')).toBeUndefined();
  });
  test('a takeover is no loss: the old session ends after the new one began', async () => {
    const out = await ride(600)
      .session('T-A', 24, 'connected', 7)
      .session('T-A', 25, 'disconnected', 3)
      .stop('A', 40, true)
      .letOut('A', 46)
      .heartbeats('A', 60, 600)
      .replay();
    expect(out.entrapments('A')).toEqual([]);
  });
  test('a gateway that goes silent loses every lift behind it', async () => {
    const r = new Recording({ untilS: 600 }).session('G', 0, 'connected');
    const o = { terminal: 'G' };
    for (const lift of ['A', 'B'])
      r.state(
        lift,
        0,
        {
          serviceMode: 'normal',
          carStatus: 'stopped',
          doorZone: true,
          carDoorStatus: 'closed',
          passengerPresent: false,
        },
        o,
      )
        .state(lift, 12, { carDoorStatus: 'opened' }, o)
        .state(lift, 14, { passengerPresent: true }, o)
        .state(lift, 18, { carDoorStatus: 'closing' }, o)
        .state(lift, 20, { carDoorStatus: 'closed' }, o)
        .state(lift, 21, { carStatus: 'running', doorZone: false }, o);
    const out = await r.session('G', 25, 'disconnected').replay();
    expect(out.alarmS('A')).toBe(321);
    expect(out.alarmS('B')).toBe(321);
  });
  test('a terminal whose socket we pause ourselves counts as heard from', async () => {
    const out = await ride(900).session('T-A', 25, 'paused').replay();
    expect(out.alarmS('A')).toBeUndefined();
    expect(out.findings.some((f) => f.code === 'X19')).toBe(false);
  });
});

describe('row 11: codes of a terminal', () => {
  test('X01 where the zone is known, X02 otherwise', async () => {
    const known = await new Recording({ untilS: 60 })
      .idle('A')
      .code('A', 10, '09', { dialect: 'shanghai' })
      .heartbeats('A', 30, 60)
      .replay();
    expect(known.alarms('A')[0]).toMatchObject({ code: 'X01' });
    const unknown = await new Recording({ untilS: 60 })
      .session('T-A', 0, 'connected')
      .code('A', 10, '09', { dialect: 'shanghai' })
      .heartbeats('A', 30, 60)
      .replay();
    expect(unknown.alarms('A')[0]).toMatchObject({ code: 'X02' });
  });
  test('60 s old counts, older is late and does not alarm by itself', async () => {
    const aged = (ageS: number) =>
      new Recording({ untilS: 300 })
        .idle('A')
        .heartbeats('A', 30, 300, {})
        .code('A', 100, '09', { dialect: 'shanghai' }, { receivedS: 100 + ageS, sentS: 100 + ageS })
        .replay();
    expect((await aged(60)).alarmS('A')).toBe(100);
  });
});
