import { expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

const between = (untilS = 400) =>
  new Recording({ untilS }).idle('A').board('A', 10).depart('A', 21).stop('A', 40, false).heartbeats('A', 60, untilS);

test('row 3: occupied and stopped between floors: suspected at 20 s, alarm at 30 s', async () => {
  const out = await between().replay();
  expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  expect(out.alarms('A')[0]).toMatchObject({ code: 'X02', occupancy: 'occupied', priority: 'P1' });
});

test('row 3: the person signal falls after 15 s: alarm at 30 s all the same', async () => {
  const out = await between().state('A', 55, { passengerPresent: false }).replay();
  expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
});

test('row 3 with a controller fault: alarm at 10 s, or at once when the fault comes later', async () => {
  const early = await between().code('A', 42, '07').replay();
  expect(early.entrapments('A')).toContain('alarm 50');
  const late = await between().code('A', 55, '07').replay();
  expect(late.entrapments('A')).toContain('alarm 55');
});

test('row 3: inspection mode raises no new entrapment; the button does', async () => {
  const inspected = () =>
    new Recording({ untilS: 900 })
      .idle('A', 0, { serviceMode: 'inspection' })
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 900);
  expect((await inspected().replay()).entrapments('A')).toEqual([]);
  const pressed = await inspected().code('A', 200, '90').replay();
  expect(pressed.entrapments('A')).toEqual(['alarm 200']);
  expect(pressed.alarms('A', '90')[0]?.priority).toBe('P1');
});

test('row 1: button during a job with a technician signed in is P3 with call-back, P1 when pressed again', async () => {
  const job = (untilS = 250) =>
    new Recording({ untilS })
      .idle('A', 0, { serviceMode: 'inspection' })
      .context(1, { type: 'job', liftId: 'A', jobId: 'J1', phase: 'opened' })
      .context(2, { type: 'job', liftId: 'A', jobId: 'J1', phase: 'technician-in' })
      .heartbeats('A', 30, untilS);
  const once = await job().code('A', 100, '90').replay();
  expect(once.findings.filter((f) => f.incidentKind === 'entrapment').map((f) => f.priority)).toEqual(['P3']);
  const twice = await job().code('A', 100, '90').code('A', 130, '90').replay();
  expect(twice.findings.filter((f) => f.incidentKind === 'entrapment').at(-1)?.priority).toBe('P1');
  const unanswered = await job(600).code('A', 100, '90').replay();
  expect(unanswered.findings.filter((f) => f.incidentKind === 'entrapment').at(-1)).toMatchObject({ priority: 'P1' });
});

test('row 1: pressed while the car moves under a technician: P3 with call-back when it has stopped', async () => {
  const job = (untilS = 250) =>
    new Recording({ untilS })
      .idle('A', 0, { serviceMode: 'inspection' })
      .job('A', 1, 'opened')
      .job('A', 2, 'technician-in')
      .depart('A', 90)
      .stop('A', 110, false)
      .heartbeats('A', 120, untilS);
  const priorities = async (r: Recording) =>
    (await r.replay()).findings.filter((f) => f.incidentKind === 'entrapment').map((f) => f.priority);
  const once = await job().code('A', 100, '90').replay();
  const [first] = once.alarms('A', '90');
  expect(first).toMatchObject({ priority: 'P3' });
  expect(first?.tags).toContain('call-back');
  expect(once.entrapments('A')).toEqual(['alarm 130']);
  expect(await priorities(job().code('A', 100, '90').code('A', 160, '90'))).toEqual(['P3', 'P1']);
  expect(await priorities(job().code('A', 100, '90').code('A', 105, '90'))).toEqual(['P1']);
  expect(await priorities(job(600).code('A', 100, '90'))).toEqual(['P3', 'P1']);
  expect(await priorities(job(600).code('A', 100, '90').decide('A', 200, 'call-answered'))).not.toContain('P1');
});

test('row 1: out of service between floors still counts, at 60 s and 90 s', async () => {
  const out = await between().state('A', 41, { serviceMode: 'out-of-service' }).replay();
  expect(out.entrapments('A')).toEqual(['suspected 100', 'alarm 130']);
});

test('golden 2: rode one trip, no opening: 89 s withdrawn, 91 s alarm', async () => {
  const ride = () =>
    new Recording({ untilS: 400 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, true, { floor: '5' })
      .heartbeats('A', 60, 400);
  expect((await ride().letOut('A', 129).replay()).entrapments('A')).toEqual(['suspected 100', 'withdrawn 129']);
  expect((await ride().letOut('A', 131).replay()).entrapments('A')).toEqual([
    'suspected 100',
    'alarm 130',
    'released 131',
  ]);
});

test('golden 2b: boarded and stands behind the closed door: 300 s after the door left fully open', async () => {
  const waits = (untilS: number) => new Recording({ untilS }).idle('A').board('A', 10).heartbeats('A', 30, untilS);
  expect((await waits(317).replay()).alarms('A')).toEqual([]);
  const out = await waits(330).replay();
  expect(out.entrapments('A')).toContain('alarm 318');
  expect(out.alarms('A')[0]?.code).toBe('X01');
});

test('golden 2c: a person that first appears in a car that stood closed is an artefact', async () => {
  const out = await new Recording({ untilS: 1_500 })
    .idle('A')
    .heartbeats('A', 30, 1_500)
    .state('A', 600, { passengerPresent: true })
    .replay();
  expect(out.entrapments('A')).toEqual([]);
});

test('golden 3: alarm, then creeps to the floor and opens: released, by itself', async () => {
  const out = await between()
    .state('A', 90, { carStatus: 'running', direction: 'down' })
    .stop('A', 95, true)
    .letOut('A', 99)
    .replay();
  expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70', 'released 99']);
  expect(out.findings.at(-1)).toMatchObject({ selfReleased: true });
});

test('golden 3c: a door forced open between floors is an alarm with the door open, one priority up', async () => {
  const out = await between()
    .state('A', 60, { carDoorStatus: 'opened' })
    .state('A', 66, { passengerPresent: false })
    .replay();
  expect(out.entrapments('A').filter((s) => s.startsWith('released') || s.startsWith('withdrawn'))).toEqual([]);
  const last = out.findings.filter((f) => f.incidentKind === 'entrapment').at(-1);
  expect(last).toMatchObject({ priority: 'P0' });
  expect(last?.tags).toContain('door-open-between-floors');
});

test('row 7: the person signal falling never closes an open entrapment; a run and a full opening does', async () => {
  const out = await between().state('A', 80, { passengerPresent: false }).replay();
  expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
});

test('row 6: without a person sensor, 60 s between floors is an alarm with occupancy unknown', async () => {
  const out = await new Recording({ untilS: 300 })
    .session('T-A', 0, 'connected')
    .state('A', 0, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'closed' })
    .board('A', 10, null)
    .depart('A', 21)
    .stop('A', 40, false)
    .heartbeats('A', 60, 300)
    .replay();
  const alarm = out.alarms('A').find((f) => f.incidentKind === 'entrapment');
  expect(alarm).toMatchObject({ code: 'X02', occupancy: 'unknown' });
  expect(out.entrapments('A')).toContain('alarm 100');
});

test('row 6: occupancy unknown at a floor with code 02: alarm at 90 s', async () => {
  const out = await new Recording({ untilS: 300 })
    .session('T-A', 0, 'connected')
    .state('A', 0, { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'closed' })
    .board('A', 10, null)
    .depart('A', 21)
    .stop('A', 40, true)
    .code('A', 42, '03')
    .heartbeats('A', 60, 300)
    .replay();
  expect(out.entrapments('A').some((s) => s.startsWith('alarm 13'))).toBe(true);
});

test('row 5: power lost with a person at a floor and no opening within 60 s', async () => {
  const out = await new Recording({ untilS: 300 })
    .idle('A')
    .board('A', 10)
    .depart('A', 21)
    .state('A', 40, { doorZone: true })
    .stop('A', 40, true, { powerStatus: 'lost' })
    .heartbeats('A', 60, 300)
    .replay();
  expect(out.entrapments('A')).toContain('alarm 100');
});

test('row 5: an opening within the rescue window is no entrapment', async () => {
  const out = await new Recording({ untilS: 300 })
    .idle('A')
    .board('A', 10)
    .depart('A', 21)
    .stop('A', 40, true, { powerStatus: 'lost' })
    .letOut('A', 80)
    .heartbeats('A', 90, 300)
    .replay();
  expect(out.alarms('A').filter((f) => f.incidentKind === 'entrapment')).toEqual([]);
});

test('row 2: the button with the door fully open is logged only', async () => {
  const out = await new Recording({ untilS: 200 })
    .idle('A')
    .board('A', 10)
    .event('A', 14, { type: 'alarm-button', pressedMs: 4_000 })
    .heartbeats('A', 30, 200)
    .replay();
  expect(out.entrapments('A').filter((s) => s.startsWith('alarm'))).toEqual([]);
});

test('row 2: a press shorter than 3 s is no alarm; 3 s at a standstill is one at once', async () => {
  const press = (pressedMs: number) =>
    new Recording({ untilS: 60 })
      .idle('A')
      .board('A', 5)
      .event('A', 20, { type: 'alarm-button', pressedMs })
      .heartbeats('A', 30, 60)
      .replay();
  expect((await press(2_900)).entrapments('A')).toEqual([]);
  expect((await press(3_000)).entrapments('A')).toEqual(['alarm 20']);
});

test('row 2: pressed while moving: alarm when stopped without an opening within 30 s of the press', async () => {
  const ride = () =>
    new Recording({ untilS: 120 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .code('A', 25, '90')
      .heartbeats('A', 60, 120);
  const opened = await ride().stop('A', 30, true).letOut('A', 34).replay();
  expect(opened.entrapments('A').filter((s) => s.startsWith('alarm'))).toEqual([]);
  const stuck = await ride().stop('A', 30, true).replay();
  expect(stuck.entrapments('A')[0]).toBe('alarm 55');
});

test('row 10: link lost while occupied and moving: suspected at 60 s, alarm at 5 min', async () => {
  const out = await new Recording({ untilS: 600 })
    .idle('A')
    .board('A', 10)
    .depart('A', 21)
    .session('T-A', 25, 'disconnected')
    .replay();
  expect(out.entrapments('A')).toEqual(['suspected 82', 'alarm 322']);
});

test('golden 8: code 09 is an entrapment in one table and a top overrun in another', async () => {
  const shanghai = await new Recording({ untilS: 60 })
    .idle('A')
    .code('A', 10, '09', { dialect: 'shanghai' })
    .heartbeats('A', 30, 60)
    .replay();
  expect(shanghai.alarms('A')).toMatchObject([
    { code: 'X01', incidentKind: 'entrapment', raw: { dialect: 'shanghai', code: '09' } },
  ]);
  const regulator = await new Recording({ untilS: 60 })
    .idle('A')
    .code('A', 10, '09', { dialect: 'regulator' })
    .heartbeats('A', 30, 60)
    .replay();
  expect(regulator.alarms('A')).toMatchObject([{ code: 'X03', incidentKind: 'dangerous-movement', priority: 'P0' }]);
});

test('golden 6: a code that arrives 9 min late while the newest state runs is history only', async () => {
  const out = await new Recording({ untilS: 900 })
    .idle('A')
    .heartbeats('A', 30, 590)
    .depart('A', 599)
    .code('A', 60, '04', {}, { receivedS: 600, sentS: 600 })
    .heartbeats('A', 610, 900)
    .replay();
  expect(out.findings.filter((f) => f.stage === 'alarm')).toEqual([]);
  expect(out.of('delivery')).toEqual([]);
});

test('golden 7: duplicates and recover-before-raise make one incident', async () => {
  const out = await new Recording({ untilS: 200 })
    .idle('A')
    .code('A', 10, '08', { eventId: 'e1' })
    .code('A', 11, '08', { eventId: 'e1' })
    .code('A', 40, '08', { eventId: 'e1', phase: 'cleared' })
    .code('A', 12, '08', { eventId: 'e1' }, { receivedS: 41 })
    .heartbeats('A', 50, 200)
    .replay();
  expect(new Set(out.of('incident').map((i) => i['incidentId'] ?? i['id'])).size).toBe(1);
});

for (const [name, offsetS] of [
  ['2 h slow', -7_200],
  ['2 h fast', 7_200],
  ['one day fast', 86_400],
] as const)
  test(`golden 9: a terminal clock ${name}: found in time, one clock ticket`, async () => {
    const r = new Recording({ untilS: 300 }).session('T-A', 0, 'connected');
    const at = (s: number) => ({ receivedS: s, sentS: s + offsetS });
    const state = (s: number, signals: Record<string, unknown>) => r.state('A', s + offsetS, signals, at(s));
    state(0, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      passengerPresent: false,
    });
    state(12, { carDoorStatus: 'opened' });
    state(14, { passengerPresent: true });
    state(18, { carDoorStatus: 'closing' });
    state(20, { carDoorStatus: 'closed' });
    state(21, { carStatus: 'running', direction: 'up', doorZone: false });
    state(40, { carStatus: 'stopped', direction: 'none' });
    for (let s = 60; s <= 300; s += 30) state(s, {});
    const out = await r.replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
    expect(new Set(out.findings.filter((f) => f.incidentKind === 'terminal').map((f) => f.findingId)).size).toBe(1);
  });

test('golden 15: an intake outage: the timer waits for a live reading and fires marked', async () => {
  const r = new Recording({ untilS: 800 });
  r.idle('A').board('A', 10).depart('A', 21).stop('A', 40, false);
  for (let s = 1; s <= 45; s++) r.tick(s);
  for (let s = 645; s <= 800; s++) r.tick(s);
  const waited = await r.replay();
  const alarm = waited.alarms('A')[0];
  expect(alarm?.notConfirmedSince).toBeDefined();
});

test('golden 14: a buffered entrapment that is still true alarms with its age; one that passed is history', async () => {
  const offline = () =>
    new Recording({ untilS: 1_500 })
      .idle('A')
      .heartbeats('A', 30, 100)
      .session('T-A', 100, 'disconnected')
      .session('T-A', 900, 'connected');
  const late = { receivedS: 901, sentS: 901 };
  const trapped = (r: Recording) =>
    r
      .state('A', 112, { carDoorStatus: 'opened' }, late)
      .state('A', 114, { passengerPresent: true }, late)
      .state('A', 118, { carDoorStatus: 'closing' }, late)
      .state('A', 120, { carDoorStatus: 'closed' }, late)
      .state('A', 121, { carStatus: 'running', doorZone: false }, late)
      .state('A', 140, { carStatus: 'stopped' }, late);
  const still = await trapped(offline()).heartbeats('A', 930, 1_500).replay();
  const alarm = still.alarms('A').find((f) => f.incidentKind === 'entrapment');
  expect(alarm?.ageMs).toBeGreaterThan(600_000);
  const passed = await trapped(offline())
    .state('A', 300, { doorZone: true }, late)
    .state('A', 302, { carDoorStatus: 'opened' }, late)
    .state('A', 310, { passengerPresent: false, carDoorStatus: 'closed' }, late)
    .heartbeats('A', 930, 1_500)
    .replay();
  expect(passed.alarms('A').filter((f) => f.incidentKind === 'entrapment')).toEqual([]);
});

test('invalid readings are refused with the field, and the good ones of a batch stand', async () => {
  const out = await new Recording({ untilS: 60 })
    .idle('A')
    .raw('A', 'state', 5, { at: 1, speedMps: 300 })
    .raw('A', 'state', 6, 'not json')
    .replay();
  expect(out.of('refused')).toHaveLength(2);
  expect(out.of('refused')[0]).toMatchObject({ refusal: { code: 'LIFT_READING_INVALID', field: 'speedMps' } });
});
