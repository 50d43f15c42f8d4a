import { describe, expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

/** Boards from 10 s on: the door leaves fully open at 18 s and is closed at 20 s. The car stays where it is. */
const boarded = (untilS = 500) => new Recording({ untilS }).idle('A').board('A', 10).heartbeats('A', 30, untilS);
/** As above, then up at 21 s and a stop between floors at 40 s. */
const between = (untilS = 400) =>
  new Recording({ untilS }).idle('A').board('A', 10).depart('A', 21).stop('A', 40, false).heartbeats('A', 60, untilS);

describe('who counts as being in the car', () => {
  test('a person who left as the door closed, with the sensor holding on for 29 s: empty without evidence', async () => {
    expect((await boarded().state('A', 49, { passengerPresent: false }).replay()).alarmS('A')).toBeUndefined();
  });
  test('perhaps occupied with evidence: 90 s after the door left fully open', async () => {
    const out = await boarded().code('A', 25, '02').state('A', 35, { passengerPresent: false }).replay();
    expect(out.alarmS('A')).toBe(108);
  });
  test('perhaps occupied counts as empty once the car has moved', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .state('A', 35, { passengerPresent: false })
      .depart('A', 60)
      .stop('A', 80, false)
      .heartbeats('A', 90, 400)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
  });
  test('occupied: the person signal that falls 31 s after the door closed is a sensor that lost somebody', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .state('A', 51, { passengerPresent: false })
      .depart('A', 60)
      .stop('A', 80, false)
      .heartbeats('A', 90, 400)
      .replay();
    expect(out.alarmS('A')).toBe(110);
  });
  test('a person seen only while the car moves is in it', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, false)
      .depart('A', 21)
      .state('A', 25, { passengerPresent: true })
      .state('A', 27, { passengerPresent: false })
      .stop('A', 40, false)
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(70);
  });
  test('nobody boarded, the opening was seen: a stop between floors is no entrapment', async () => {
    const out = await new Recording({ untilS: 600 })
      .idle('A')
      .board('A', 10, false)
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 600)
      .replay();
    expect(out.entrapments('A')).toEqual([]);
  });
  test('a full opening in the zone lets everybody out of the reckoning', async () => {
    const out = await new Recording({ untilS: 600 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true)
      .letOut('A', 46)
      .depart('A', 60)
      .stop('A', 80, false)
      .heartbeats('A', 90, 600)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
  });
  test('the opening itself was never seen: occupancy unknown, 60 s between floors', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(100);
    expect(out.alarms('A').find((f) => f.incidentKind === 'entrapment')).toMatchObject({ occupancy: 'unknown' });
  });
  test('an artefact: from then until the signal has been false once, occupancy is unknown, also while the car moves', async () => {
    const ghost = new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 51, { passengerPresent: true });
    const out = await ghost.depart('A', 60).stop('A', 80, false).heartbeats('A', 90, 300).replay();
    expect(out.alarmS('A')).toBe(140);
  });
  test('an artefact that ended before the car moved is forgotten: empty', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 51, { passengerPresent: true })
      .state('A', 55, { passengerPresent: false })
      .depart('A', 60)
      .stop('A', 80, false)
      .heartbeats('A', 90, 400)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
  });
  test('a first rise 29 s after the door closed is no artefact: the ride that follows is occupied', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 49, { passengerPresent: true })
      .depart('A', 60)
      .stop('A', 80, false)
      .heartbeats('A', 90, 300)
      .replay();
    expect(out.alarmS('A')).toBe(110);
  });
  test('golden 5: a ghost for 6 h, over one parking run: a terminal ticket at 4 h, no entrapment', async () => {
    const out = await new Recording({ untilS: 22_500 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 600, { passengerPresent: true })
      .depart('A', 4_000)
      .stop('A', 4_020, true, { floor: '5' })
      .heartbeats('A', 30, 22_500)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
    const ticket = out.findings.find((f) => f.code === 'X21');
    expect(ticket).toMatchObject({ incidentKind: 'terminal', priority: 'P4' });
    expect((ticket!.at - (out.findings[0]!.at - out.findings[0]!.at) - Date.UTC(2026, 0, 5, 2)) / 1_000).toBe(
      600 + 4 * 3_600,
    );
  });
  test('a person for 4 h without a door cycle: the sensor is stuck, but the entrapment that is open stays open', async () => {
    const out = await between(15_500).replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
    expect(out.findings.some((f) => f.code === 'X21')).toBe(true);
  });
  test('a person sensor in fault by its self-test: occupancy unknown, alarm at 60 s between floors', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, false)
      .raw('A', 'terminal', 20.5, { at: Date.UTC(2026, 0, 5, 2, 0, 20, 500), sensors: { passengerPresent: 'fault' } })
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(100);
  });
  test('a sensor that says null: unknown, never nobody', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, false)
      .state('A', 20, { passengerPresent: null })
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.alarmS('A')).toBe(100);
  });
  test('a door forced open between floors does not reset who is inside', async () => {
    const out = await between()
      .state('A', 45, { carDoorStatus: 'opened' })
      .state('A', 50, { carDoorStatus: 'closing' })
      .state('A', 52, { carDoorStatus: 'closed', passengerPresent: false })
      .replay();
    expect(out.alarmS('A')).toBe(70);
    expect(out.entrapments('A').at(-1)).toMatch(/^alarm/);
  });
});

describe('row 4: at a landing', () => {
  test('occupied without evidence: 299 s none, 300 s alarm, while the person is seen half the time', async () => {
    expect((await boarded(317.9).replay()).alarmS('A')).toBeUndefined();
    expect((await boarded(318).replay()).alarmS('A')).toBe(318);
    expect((await boarded().state('A', 172, { passengerPresent: false }).replay()).alarmS('A')).toBe(318);
    expect((await boarded().state('A', 164, { passengerPresent: false }).replay()).alarmS('A')).toBeUndefined();
  });
  test('occupied without evidence: suspected at 60 s', async () => {
    expect((await boarded().replay()).entrapments('A')).toEqual(['suspected 78', 'alarm 318']);
  });
  for (const code of ['02', '03'])
    test(`code ${code} is evidence: 90 s from the door leaving fully open, also when the code comes later`, async () => {
      expect((await boarded().code('A', 25, code).replay()).entrapments('A')).toEqual(['suspected 78', 'alarm 108']);
      expect((await boarded().code('A', 25, code).letOut('A', 107).replay()).alarmS('A')).toBeUndefined();
      expect((await boarded().code('A', 200, code).replay()).alarmS('A')).toBe(200);
    });
  test('a door that left closed and closed again without being fully open is evidence', async () => {
    const out = await boarded()
      .state('A', 30, { carDoorStatus: 'opening' })
      .state('A', 33, { carDoorStatus: 'closing' })
      .state('A', 35, { carDoorStatus: 'closed' })
      .replay();
    expect(out.alarmS('A')).toBe(108);
  });
  test('empty: neither code nor ended trip makes an entrapment at a floor', async () => {
    const out = await new Recording({ untilS: 900 })
      .idle('A')
      .board('A', 10, false)
      .depart('A', 21)
      .stop('A', 40, true)
      .code('A', 45, '03')
      .heartbeats('A', 60, 900)
      .replay();
    expect(out.alarmS('A')).toBeUndefined();
  });
  test('a door that stays half open at the floor holds people too', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true)
      .state('A', 42, { carDoorStatus: 'opening' })
      .state('A', 43, { carDoorStatus: 'limited-opened' })
      .heartbeats('A', 60, 400)
      .replay();
    expect(out.alarmS('A')).toBe(130);
  });
  test('the timer counts from the later of the stop and the door leaving fully open', async () => {
    const out = await new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true)
      .state('A', 100, { carStatus: 'running' })
      .stop('A', 104, true)
      .heartbeats('A', 130, 400)
      .replay();
    expect(out.alarmS('A')).toBe(194);
  });
});
