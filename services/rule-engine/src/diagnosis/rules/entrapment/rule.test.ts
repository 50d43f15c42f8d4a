import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boards, inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

const found = (story: Story, until: number) => inShort(ofRule(told(story, until), 'entrapment'));

/** Boards at -40, runs, and stands at floor 3 with the door closed from second 0. */
const arrives = (): Story =>
  boards(new Story(), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped', doorZone: true, floor: '3' });
/** The same, but it stops between floors at second 0. */
const stuck = (): Story =>
  boards(new Story(), -40).state(-30, { carStatus: 'running', doorZone: false }).state(0, { carStatus: 'stopped' });

describe('golden 1 inspection mode', () => {
  const inspected = (): Story => stuckIn('inspection');
  const stuckIn = (serviceMode: 'inspection'): Story =>
    boards(new Story(), -40)
      .state(-35, { serviceMode })
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' });
  test('golden 1 inspection + person + closed 10 min: no entrapment', () => {
    expect(found(inspected().alive(10, 600), 600)).toEqual([]);
  });
  test('golden 1 negative control: without inspection it is one', () => {
    expect(found(stuck().alive(10, 600), 600).length).toBeGreaterThan(0);
  });
  test('golden 1 the button is P1 as always', () => {
    const findings = ofRule(told(inspected().button(100), 110), 'entrapment');
    expect(inShort(findings)).toEqual(['90 raised alarm @100']);
    expect(findings[0]?.priority).toBe('P1');
  });
  const withTechnician = (): Story =>
    inspected()
      .context(20, { type: 'job', jobId: 'J1', phase: 'opened' })
      .context(21, { type: 'job', jobId: 'J1', phase: 'technician-in' })
      .button(100);
  test('golden 1 with a technician signed in: P3 with call-back, P1 after 5 min', () => {
    const findings = ofRule(told(withTechnician().alive(120, 500), 500), 'entrapment');
    expect(findings.map((f) => f.priority)).toEqual(['P3', 'P1']);
    expect(findings[0]?.tags).toContain('call-back');
    expect(inShort(findings)).toEqual(['90 raised alarm @100', '90 updated alarm @400']);
  });
  test('golden 1 pressed again: P1; answered: stays P3', () => {
    expect(ofRule(told(withTechnician().button(130), 140), 'entrapment').map((f) => f.priority)).toEqual(['P3', 'P1']);
    const answered = withTechnician()
      .context(150, { type: 'operator-decision', decision: 'call-answered' })
      .alive(160, 600);
    expect(ofRule(told(answered, 600), 'entrapment').map((f) => f.priority)).toEqual(['P3', 'P3']);
  });
});

describe('a car on its way home', () => {
  /** Somebody gets out; the sensor holds for 15 s after the door has closed; the empty car then runs home and stands closed. */
  const home = (seenWhileMoving: boolean): Story =>
    boards(new Story(), -90)
      .state(-75, { passengerPresent: false })
      .state(-20, { carStatus: 'running', doorZone: false })
      .state(-10, seenWhileMoving ? { passengerPresent: true } : {})
      .state(0, { carStatus: 'stopped', doorZone: true, floor: '1' })
      .alive(30, 600);
  test('nobody was seen while it ran: empty, whatever the sensor held as the door closed', () => {
    expect(found(home(false), 600)).toEqual([]);
  });
  test('negative control: somebody was seen while it ran', () => {
    expect(found(home(true), 600)).toContain('X01 updated alarm @90');
  });
});

describe('golden 2 at a floor', () => {
  test('golden 2 opens at 89 s: suspected then withdrawn', () => {
    expect(found(arrives().state(50, {}).state(89, { carDoorStatus: 'opened' }), 200)).toEqual([
      'X01 raised suspected @60',
      'X01 cleared withdrawn @89',
    ]);
  });
  test('golden 2 not open at 91 s: alarm', () => {
    expect(found(arrives().state(50, {}).state(91, { carDoorStatus: 'opened' }), 95)).toEqual([
      'X01 raised suspected @60',
      'X01 updated alarm @90',
      'X01 cleared released @91',
    ]);
  });
  const standing = (): Story =>
    new Story()
      .state(-20, {
        serviceMode: 'normal',
        carStatus: 'stopped',
        doorZone: true,
        carDoorStatus: 'opened',
        passengerPresent: true,
      })
      .state(0, { carDoorStatus: 'closed' });
  test('golden 2b boarded and standing still: 299 s no alarm, 301 s alarm', () => {
    expect(found(standing().alive(40, 240).state(299, { carDoorStatus: 'opened' }), 320)).toEqual([
      'X01 raised suspected @60',
      'X01 cleared withdrawn @299',
    ]);
    expect(found(standing().alive(40, 290), 301)).toEqual(['X01 raised suspected @60', 'X01 updated alarm @300']);
  });
  test('golden 2c P rises first in a car that stood closed: artefact, no entrapment', () => {
    expect(
      found(boards(new Story(), 0, false).alive(40, 600).state(600, { passengerPresent: true }).alive(640, 1800), 1800),
    ).toEqual([]);
  });
  test('people left within the hold of the sensor: empty', () => {
    expect(found(standing().state(20, { passengerPresent: false }).alive(40, 900), 900)).toEqual([]);
  });
});

describe('golden 3 between floors', () => {
  test('golden 3 closed 31 s: alarm; creeps to the floor and opens: self-released', () => {
    const findings = ofRule(
      told(stuck().state(40, { doorZone: true }).state(42, { carDoorStatus: 'opened' }), 60),
      'entrapment',
    );
    expect(inShort(findings)).toEqual([
      'X02 raised suspected @20',
      'X02 updated alarm @30',
      'X02 cleared released @42',
    ]);
    expect(findings[2]).toMatchObject({ selfReleased: true, priority: 'P1' });
    expect(findings[2]?.tags).toContain('self-released');
  });
  test('golden 3b P falls to 0 after 15 s: alarm at 30 s all the same', () => {
    expect(found(stuck().state(15, { passengerPresent: false }), 40)).toEqual([
      'X02 raised suspected @20',
      'X02 updated alarm @30',
    ]);
  });
  test('golden 3c door forced open between floors: alarm, severity up', () => {
    const findings = ofRule(told(stuck().state(10, { carDoorStatus: 'opened' }), 40), 'entrapment');
    expect(inShort(findings)).toEqual(['X02 raised suspected @20', 'X02 updated alarm @30']);
    expect(findings[1]).toMatchObject({ priority: 'P0' });
    expect(findings[1]?.tags).toContain('door-open-between-floors');
  });
  test('with a safety fault the alarm comes at 10 s', () => {
    expect(found(stuck().code(2, '01'), 20)).toEqual(['X02 raised alarm @10']);
  });
  test('an empty car between floors is no entrapment', () => {
    const empty = boards(new Story(), -40, false)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' });
    expect(found(empty.alive(10, 600), 600)).toEqual([]);
  });
});

describe('rows 5, 6, 10, 2', () => {
  test('row 5 mains lost with people in the car', () => {
    expect(found(arrives().state(5, { powerStatus: 'lost' }), 70)).toContain('X01 updated alarm @65');
  });
  test('row 6 no person sensor, between floors 60 s', () => {
    const findings = ofRule(
      told(new Story().state(0, { carStatus: 'stopped', doorZone: false, carDoorStatus: 'closed' }), 70),
      'entrapment',
    );
    expect(inShort(findings)).toEqual(['X02 raised alarm @60']);
    expect(findings[0]).toMatchObject({ occupancy: 'unknown' });
  });
  test('row 10 link lost while occupied and moving', () => {
    const story = boards(new Story().session(-90, 'connected', 1), -40)
      .state(0, { carStatus: 'running', doorZone: false })
      .session(5, 'disconnected', 1);
    expect(found(story, 400)).toEqual(['X02 raised suspected @60', 'X02 updated alarm @300']);
  });
  test('row 2 a press that overtakes the stop before it is a press in a car that stands: at once', () => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .button(5)
      .state(6, { carStatus: 'stopped' }, { so: 3 });
    expect(found(story, 20)).toContain('90 raised alarm @5');
  });
  test('row 2 the stop was overtaken by the press and by the next state: at once, when it comes', () => {
    const overtaken = (so: number, running: number): Story =>
      boards(new Story(), -40)
        .state(running, { carStatus: 'running', doorZone: false })
        .button(5)
        .state(6, { carStatus: 'stopped' })
        .state(7, { carStatus: 'stopped' }, { so });
    expect(found(overtaken(3, -30), 20)).toContain('90 raised alarm @5');
    // From before the run, or from after the press: it tells nothing of the press.
    expect(found(overtaken(-31, -30), 20)).toEqual([]);
    expect(found(overtaken(5.5, -30), 20)).toEqual([]);
  });
  test('row 3 the run was overtaken by the stop after it: counted from that stop, not from the one before the run', () => {
    const story = boards(new Story(), -15)
      .state(20, { carStatus: 'stopped' })
      .state(22, { carStatus: 'running', doorZone: false }, { so: -5 })
      .alive(25, 90, 5);
    expect(found(story, 90)).toEqual(['X02 raised suspected @40', 'X02 updated alarm @50']);
  });
  test('row 4 the run was overtaken by the stop after it: the trip that ended here is evidence', () => {
    const story = boards(new Story(), -15)
      .state(20, { carStatus: 'stopped', doorZone: true })
      .state(22, { carStatus: 'running', doorZone: false }, { so: -5 })
      .alive(25, 200, 5);
    expect(found(story, 200)).toEqual(['X01 raised suspected @80', 'X01 updated alarm @110']);
  });
  test('a run that was overtaken by its stop, and by the door that has opened since, shuts nobody in', () => {
    const story = boards(new Story(), -15)
      .state(20, { carStatus: 'stopped', doorZone: true })
      .state(21, { carDoorStatus: 'opened' })
      .state(22, { carStatus: 'running', doorZone: false }, { so: -5 })
      .state(24, { carDoorStatus: 'closed', passengerPresent: false })
      .alive(25, 600, 5);
    expect(found(story, 600)).toEqual([]);
  });
  test('the full opening after a ride was overtaken by the closing after it: whoever rode could leave', () => {
    const rode = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(-10, { carStatus: 'stopped', doorZone: true })
      .state(-3, { carDoorStatus: 'closing' })
      .state(0, { carDoorStatus: 'closed', passengerPresent: false });
    const overtaken = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(-10, { carStatus: 'stopped', doorZone: true })
      .state(0, { carDoorStatus: 'closed', passengerPresent: false })
      .state(5, { carDoorStatus: 'opened' }, { so: -6 })
      .alive(10, 600, 5);
    expect(found(overtaken, 600)).toEqual([]);
    // Nothing was overtaken: the door has not opened since the ride.
    expect(found(rode.alive(10, 600, 5), 600)).toContain('X01 updated alarm @80');
  });
  test('the same while the door is still closing, and where its closing came out of order too', () => {
    const rides = (): Story =>
      boards(new Story(), -40)
        .state(-30, { carStatus: 'running', doorZone: false }, { seq: 4 })
        .state(-10, { carStatus: 'stopped', doorZone: true }, { seq: 5 });
    const closing = rides()
      .state(0, { carDoorStatus: 'closing' }, { seq: 7 })
      .state(1, { carDoorStatus: 'opened' }, { so: -6, seq: 6 })
      .state(3, { carDoorStatus: 'closed', passengerPresent: false }, { seq: 8 })
      .alive(10, 600, 5);
    const closed = rides()
      .state(0, { carDoorStatus: 'closed', passengerPresent: false }, { seq: 8 })
      .state(1, { carDoorStatus: 'closing' }, { so: -3, seq: 7 })
      .state(2, { carDoorStatus: 'opened' }, { so: -6, seq: 6 })
      .alive(10, 600, 5);
    for (const story of [closing, closed]) {
      const all = told(story, 600);
      expect(inShort(ofRule(all, 'entrapment'))).toEqual([]);
      expect(inShort(ofRule(all, 'door-opening-fault'))).toEqual([]);
    }
  });
  test('a full opening that was overtaken, but is from before the ride, lets nobody out', () => {
    const story = boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(-10, { carStatus: 'stopped', doorZone: true, carDoorStatus: 'closed' })
      .state(-5, { carDoorStatus: 'opened' }, { so: -45 })
      .alive(0, 600, 5);
    expect(found(story, 600)).toContain('X01 updated alarm @80');
  });
  test.each(['41', '04'])('nobody is shut in on an escalator: code %s', (code) => {
    const of = (equipment: 'escalator' | 'lift'): string[] =>
      found(new Story().context(-5, { type: 'lift-facts', equipment }).code(0, code), 90);
    expect(of('escalator')).toEqual([]);
    expect(of('lift')).toEqual(['X02 raised alarm @60']);
  });
  test('where the code alone said that the car hangs between floors, its end says that it does not', () => {
    expect(found(new Story().code(0, '04'), 90)).toEqual(['X02 raised alarm @60']);
    expect(found(new Story().code(0, '04').code(30, '04', { phase: 'cleared' }), 90)).toEqual([]);
    expect(found(new Story().code(0, '04').code(30, '00'), 90)).toEqual([]);
    // The car's own word outlives the code.
    const hangs = new Story().state(-1, { carStatus: 'stopped', doorZone: false }).code(0, '04').code(30, '00');
    expect(found(hangs, 90)).toEqual(['X02 raised alarm @59']);
  });
  test('row 2 the closing of the door was overtaken by the press: nobody could walk out', () => {
    const pressed = (closed: object, so: number): Story =>
      boards(new Story(), -40)
        .state(0, { doorZone: true, carDoorStatus: 'opened', carStatus: 'stopped' })
        .button(8)
        .state(9, { carStatus: 'stopped', carDoorStatus: 'closed' })
        .state(10, closed, { so });
    expect(found(pressed({ carDoorStatus: 'closed', carStatus: 'stopped' }, 5), 20)).toContain('90 raised alarm @8');
    // From before the opening: it tells nothing of the press. So does what is from after it.
    expect(found(pressed({ carDoorStatus: 'closed', carStatus: 'stopped' }, -1), 20)).toEqual([
      '90 cleared history @8',
    ]);
    expect(found(pressed({ carDoorStatus: 'closed', carStatus: 'stopped' }, 8.5), 20)).toEqual([
      '90 cleared history @8',
    ]);
  });
  test('a zone that is told of after the last trip outweighs that trip, though it never seemed to change', () => {
    const told = (zone: object): Story =>
      boards(new Story(), -100)
        .state(-90, { carStatus: 'running', doorZone: false })
        .trip(-60, { levellingErrorMm: 2 })
        .state(-59, { carStatus: 'stopped' })
        .state(-30, { carStatus: 'running', ...zone })
        .state(0, { carStatus: 'stopped', ...zone });
    expect(found(told({ doorZone: false }).alive(5, 60, 5), 60)).toEqual([
      'X02 raised suspected @20',
      'X02 updated alarm @30',
    ]);
    // It has not run since the trip: that stands.
    const stood = boards(new Story(), -100)
      .state(-90, { carStatus: 'running', doorZone: false })
      .trip(-60, { levellingErrorMm: 2 })
      .state(-59, { carStatus: 'stopped' });
    expect(found(stood.alive(-50, -10, 5), -10).join()).not.toContain('X02');
  });
  describe('row 2 button pressed in a car that moves on for longer than 30 s', () => {
    const stops = (zone: boolean): Story =>
      boards(new Story(), -55)
        .state(-50, { carStatus: 'running', doorZone: false })
        .button(-45)
        .alive(-20, -20)
        .state(0, { carStatus: 'stopped', doorZone: zone });
    const pressed = (story: Story): string[] => found(story, 25).filter((line) => line.startsWith('90'));
    test('at a landing: at the stop', () => {
      expect(pressed(stops(true))).toEqual(['90 raised alarm @0']);
    });
    test('between floors: at the stop', () => {
      expect(pressed(stops(false))).toEqual(['90 raised alarm @0']);
    });
  });
  test('row 2 button pressed while moving: opens at the next floor, logged as nuisance', () => {
    const moving = (): Story =>
      boards(new Story(), -40).state(-30, { carStatus: 'running', doorZone: false }).button(-20);
    expect(
      found(moving().state(0, { carStatus: 'stopped', doorZone: true }).state(5, { carDoorStatus: 'opened' }), 100),
    ).toEqual(['90 cleared history @5']);
    expect(found(moving().state(0, { carStatus: 'stopped', doorZone: true }), 20)).toEqual(['90 raised alarm @10']);
  });
  test('row 8 rejected: not raised again while the state lasts', () => {
    const story = stuck().context(60, { type: 'operator-decision', decision: 'rejected' }).alive(70, 400);
    expect(found(story, 400)).toEqual([
      'X02 raised suspected @20',
      'X02 updated alarm @30',
      'X02 cleared rejected @60',
    ]);
  });
  test('row 8 a call that stays unanswered confirms', () => {
    const story = stuck().context(60, { type: 'operator-decision', decision: 'call-started' }).alive(70, 400);
    const findings = ofRule(told(story, 400), 'entrapment');
    expect(findings.at(-1)).toMatchObject({ confirmation: 'confirmed', change: 'updated' });
    expect(inShort(findings).at(-1)).toBe('X02 updated alarm @180');
  });
});

describe('golden 9, 14, 15', () => {
  test.each([-7_200, 7_200, 86_400])('golden 9 terminal clock %i s off: found in time', (clockS) => {
    const story = boards(new Story().clockAhead(clockS), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' });
    expect(found(story, 40)).toEqual(['X02 raised suspected @20', 'X02 updated alarm @30']);
  });
  const offline = (): Story =>
    boards(new Story().session(-90, 'connected', 1), -40, false)
      .session(-35, 'disconnected', 1)
      .session(1_000, 'connected', 2);
  test('golden 14 a buffered entrapment that is still true: alarm with its age', () => {
    const story = offline()
      .state(1_001, { carStatus: 'running', doorZone: false, passengerPresent: true }, { so: -30 })
      .state(1_001.1, { carStatus: 'stopped' }, { so: 0 })
      .state(1_002, {});
    const findings = ofRule(told(story, 1_010), 'entrapment');
    expect(findings.at(-1)).toMatchObject({ stage: 'alarm' });
    expect(findings.at(-1)?.ageMs).toBeGreaterThan(600_000);
  });
  test('golden 14 one that has passed: history only', () => {
    const story = offline()
      .state(1_001, { passengerPresent: true, carStatus: 'running', doorZone: false }, { so: -30 })
      .state(1_001.1, { carStatus: 'stopped' }, { so: 0 })
      .state(1_001.2, { doorZone: true, carDoorStatus: 'opened' }, { so: 300 })
      .state(1_002, {});
    expect(ofRule(told(story, 1_020), 'entrapment').map((f) => f.stage)).toEqual(['history']);
  });
  const holes = [{ from: 10, to: 610 }];
  test('golden 15 intake down 10 min: waits for a live reading, at most 60 s', () => {
    const findings = ofRule(told(stuck(), 680, { holes }), 'entrapment');
    expect(findings.at(-1)).toMatchObject({ stage: 'alarm', notConfirmedSince: expect.any(Number) });
    expect((findings.at(-1)?.receivedAtMs ?? 0) - 1_800_000_000_000).toBeGreaterThanOrEqual(670_000);
  });
  test('golden 15 a live reading that agrees: alarm at once, confirmed', () => {
    const findings = ofRule(told(stuck().state(620, {}), 625, { holes }), 'entrapment');
    expect(findings.at(-1)).toMatchObject({ stage: 'alarm' });
    expect(findings.at(-1)?.notConfirmedSince).toBeUndefined();
  });
  test('golden 15 a live reading that contradicts: history only', () => {
    const story = stuck().state(620, { doorZone: true, carDoorStatus: 'opened' });
    expect(ofRule(told(story, 700, { holes }), 'entrapment').map((f) => f.stage)).toEqual(['history']);
  });
});

describe('row 11 and people at work', () => {
  test('a terminal code is an alarm at once, also with the door known open; the next full opening releases it', () => {
    const story = new Story()
      .state(-20, { carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened', passengerPresent: true })
      .code(0, '09', { dialect: 'shanghai' });
    expect(found(story, 5)).toEqual(['X01 raised alarm @0']);
    expect(found(story.state(10, { carDoorStatus: 'closed' }).state(20, { carDoorStatus: 'opened' }), 30)).toEqual([
      'X01 raised alarm @0',
      'X01 cleared released @20',
    ]);
  });
  test('late, and the door has opened since: history', () => {
    const story = arrives()
      .state(10, { carDoorStatus: 'opened' })
      .alive(20, 400)
      .code(410, '09', { dialect: 'shanghai', so: 0 });
    expect(found(story, 430)).toEqual(['X02 cleared history @0']);
  });
  test('after a rejection the button counts again, as a finding of its own', () => {
    const story = stuck().context(60, { type: 'operator-decision', decision: 'rejected' }).button(100);
    const findings = ofRule(told(story, 110), 'entrapment');
    expect(inShort(findings).at(-1)).toBe('90 raised alarm @100');
    expect(findings.at(-1)?.findingId).not.toBe(findings[0]?.findingId);
  });
  test('timers start when the technician signs out', () => {
    const story = stuck()
      .context(1, { type: 'job', jobId: 'J', phase: 'opened' })
      .context(2, { type: 'job', jobId: 'J', phase: 'technician-in' })
      .context(100, { type: 'job', jobId: 'J', phase: 'technician-out' });
    expect(found(story, 140)).toEqual(['X02 raised suspected @120', 'X02 updated alarm @130']);
  });
  test('the same onset, closed and raised again, is another finding', () => {
    const story = stuckEmpty()
      .terminal(100, { sensors: { passengerPresent: 'fault' } })
      .terminal(200, { sensors: { passengerPresent: 'ok' } })
      .terminal(300, { sensors: { passengerPresent: 'fault' } });
    const findings = ofRule(told(story, 400), 'entrapment').filter((f) => f.revision === 1);
    expect(new Set(findings.map((f) => f.findingId)).size).toBe(findings.length);
  });
  const stuckEmpty = (): Story =>
    boards(new Story(), -40, false)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped' });
});

describe('what a terminal sent', () => {
  test.each([
    [{ dialect: 'shanghai', eventId: 'e1' }, '09', 'X01'],
    [{ dialect: 'core' }, '90', '90'],
  ])('%o is kept on the finding', (more, code, meant) => {
    const story = arrives().code(10, code, more);
    const [finding] = ofRule(told(story, 12), 'entrapment');
    expect(finding).toMatchObject({ code: meant, raw: { code, ...more } });
  });
  test('the button itself carries no code', () => {
    expect(ofRule(told(arrives().button(10), 12), 'entrapment')[0]?.raw).toBeUndefined();
  });
});

describe('misuse', () => {
  /** Presses with a full opening and a run between each and the next. */
  const plays = (presses: number, opens = true): Story => {
    const story = arrives();
    for (let i = 0; i < presses; i++) {
      story.state(i * 60, { carStatus: 'running', doorZone: false }).button(i * 60 + 5);
      story.state(i * 60 + 10, { carStatus: 'stopped', doorZone: true });
      if (opens) story.state(i * 60 + 14, { carDoorStatus: 'opened' }).state(i * 60 + 20, { carDoorStatus: 'closed' });
    }
    return story;
  };
  test('three presses in 10 min with normal runs: logged as misuse, P4, nobody is called', () => {
    const findings = ofRule(told(plays(3), 170), 'entrapment');
    expect(findings.map((f) => [f.stage, f.priority, f.tags?.at(0)])).toEqual([
      ['history', 'P4', 'nuisance'],
      ['history', 'P4', 'nuisance'],
      ['history', 'P4', 'misuse'],
    ]);
  });
  test('without openings in between it is no misuse', () => {
    expect(ofRule(told(plays(3, false), 170), 'entrapment').some((f) => f.stage === 'alarm')).toBe(true);
  });
  test('a press between floors calls, however often somebody played before', () => {
    const story = plays(3)
      .state(180, { carStatus: 'running', doorZone: false })
      .state(185, { carStatus: 'stopped' })
      .button(190);
    expect(found(story, 191).at(-1)).toBe('90 raised alarm @190');
  });
});

test('P = 0 lowers to a check and keeps it open', () => {
  const findings = ofRule(told(stuck().state(50, { passengerPresent: false }), 60), 'entrapment');
  expect(findings.at(-1)).toMatchObject({ change: 'updated', stage: 'alarm', tags: ['check'] });
});

test('between floors with people in it, fires exactly when the car has stood for 30 s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (s) => {
      const story = stuck().state(s + 0.5, { carStatus: 'running' });
      expect(ofRule(told(story, 80), 'entrapment').some((f) => f.stage === 'alarm')).toBe(s >= 30);
    }),
    { numRuns: 40 },
  );
});
