import { openIncidentStates } from '@liftwatch/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

const between = (untilS = 400, facts: Record<string, unknown> = {}) =>
  new Recording({ untilS })
    .facts('A', facts)
    .idle('A')
    .board('A', 10)
    .depart('A', 21)
    .stop('A', 40, false)
    .heartbeats('A', 60, untilS);
const ALL = ['alarm firm', 'alarm platform', 'alarm manager'];
const sorted = (told: readonly string[]) => [...told].sort();

describe('who is told of an entrapment', () => {
  test('suspected: the firm only; withdrawn follows to the firm only', async () => {
    const out = await between().state('A', 65, { carStatus: 'running' }).stop('A', 67, true).letOut('A', 71).replay();
    expect(out.told('A', 'entrapment')).toEqual(['suspected firm', 'withdrawn firm']);
  });
  test('alarm: firm, platform and manager; released follows to all three, once each', async () => {
    const out = await between().state('A', 90, { carStatus: 'running' }).stop('A', 95, true).letOut('A', 100).replay();
    expect(sorted(out.told('A', 'entrapment'))).toEqual(
      sorted(['suspected firm', ...ALL, 'released firm', 'released platform', 'released manager']),
    );
  });
  test('within the same tick as the alarm: nobody waits for a confirmation', async () => {
    const out = await between().replay();
    for (const d of out.of('delivery').filter((x) => x['notice'] === 'alarm'))
      expect(Number(d['createdAtMs']) - Date.UTC(2026, 0, 5, 2, 1, 10)).toBeLessThanOrEqual(1_000);
  });
  test('confirmed: an update to the platform only', async () => {
    const out = await between().decide('A', 90, 'confirmed').replay();
    expect(out.told('A').filter((t) => t.startsWith('confirmed'))).toEqual(['confirmed platform']);
  });
  test('rejected goes to whoever was told, also when a fault that joined goes on', async () => {
    const out = await between().code('A', 75, '04').decide('A', 90, 'rejected').replay();
    expect(sorted(out.told('A', 'entrapment').filter((t) => t.startsWith('rejected')))).toEqual([
      'rejected firm',
      'rejected manager',
      'rejected platform',
    ]);
  });
  test('a lift that nobody registered: the operator too, and nobody is forgotten in silence', async () => {
    const out = await new Recording({ untilS: 200 })
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .stop('A', 40, false)
      .heartbeats('A', 60, 200)
      .replay();
    expect(out.told('A', 'entrapment')).toContain('alarm operator');
    expect(out.told('A', 'entrapment')).toContain('alarm platform');
  });
});

describe('who is told of the rest', () => {
  const only = async (code: string, idle: Record<string, unknown> = {}, board: boolean | null = false) => {
    const r = new Recording({ untilS: 30 }).facts('A').idle('A', 0, idle);
    if (board !== null) r.board('A', 1, board);
    return r.code('A', 20, code, { dialect: 'liftwatch' }).replay();
  };
  test('P0 empty: firm and manager, to be taken out of use; with a person: the platform too', async () => {
    const empty = await only('X03');
    expect(sorted(empty.told('A', 'dangerous-movement'))).toEqual(['alarm firm', 'alarm manager']);
    expect(empty.of('delivery').every((d) => (d['content'] as { takeOutOfUse: boolean }).takeOutOfUse)).toBe(true);
    expect(sorted((await only('X03', {}, true)).told('A', 'dangerous-movement'))).toEqual(sorted(ALL));
    expect(sorted((await only('X03', {}, null)).told('A', 'dangerous-movement'))).toEqual(sorted(ALL));
  });
  test('P1 other: firm and manager; P2: firm; P4: nobody', async () => {
    expect(sorted((await only('06', {}, null)).told('A', 'fault/06'))).toEqual(['alarm firm', 'alarm manager']);
    expect((await only('06')).told('A', 'fault/06')).toEqual(['alarm firm']);
    const quiet = await only('43');
    expect(quiet.told('A')).toEqual([]);
    expect(quiet.findings.some((f) => f.code === '43')).toBe(true);
  });
});

describe('incidents', () => {
  test('one entrapment incident per lift, whatever rows and codes join in', async () => {
    const out = await between()
      .code('A', 50, '04')
      .code('A', 55, '90')
      .code('A', 80, '05')
      .code('A', 85, '09', { dialect: 'shanghai' })
      .replay();
    const incidents = out.incidents.filter((i) => i['incidentKind'] === 'entrapment');
    expect(incidents).toHaveLength(1);
    for (const role of ['firm', 'platform', 'manager'])
      expect(out.told('A', 'entrapment').filter((t) => t === `alarm ${role}`)).toHaveLength(1);
  });
  test('up in priority is told, down is not', async () => {
    const out = await between().state('A', 80, { carDoorStatus: 'opened' }).replay();
    expect(out.told('A', 'entrapment').filter((t) => t.startsWith('updated')).length).toBe(3);
    expect(out.incidents.find((i) => i['incidentKind'] === 'entrapment')?.['priority']).toBe('P0');
  });
  test('golden 11: 25 lock bounces in 10 min are one incident, and so is the 01 that they cause', async () => {
    const r = new Recording({ untilS: 1_000 })
      .facts('A')
      .idle('A')
      .board('A', 10)
      .depart('A', 21)
      .heartbeats('A', 30, 1_000);
    for (let i = 0; i < 25; i++)
      r.code('A', 40 + i * 24, 'X08', { dialect: 'liftwatch' }).code('A', 41 + i * 24, 'X08', {
        dialect: 'liftwatch',
        phase: 'cleared',
      });
    const out = await r.code('A', 50, '01').replay();
    const told = out.told('A').filter((t) => t === 'alarm firm');
    expect(out.incidents.filter((i) => i['incidentKind'] === 'fault/X08')).toHaveLength(1);
    expect(out.incidents.filter((i) => i['incidentKind'] === 'fault/01')).toHaveLength(0);
    expect(told.length).toBeLessThanOrEqual(2);
  });
  test('golden 4: power loss on 6 lifts of one site in 20 s, 2 with persons: 1 site incident, 2 entrapments, 4 suppressed', async () => {
    const r = new Recording({ untilS: 400 });
    for (let i = 1; i <= 6; i++) {
      const lift = `L${i}`;
      r.facts(lift).idle(lift);
      r.board(lift, 5, i <= 2);
      r.depart(lift, 20);
      r.stop(lift, 100 + i * 3, i > 2, { powerStatus: 'lost' })
        .code(lift, 100 + i * 3 + 0.2, '41')
        .heartbeats(lift, 120, 400);
    }
    const out = await r.replay();
    const kinds = out.incidents
      .map((i) => String(i['incidentKind']))
      .filter((k) => k === 'entrapment' || k === 'site-power' || k === 'fault/41');
    expect(kinds.toSorted()).toEqual(['entrapment', 'entrapment', 'site-power']);
    const site = out.incidents.find((i) => i['incidentKind'] === 'site-power');
    expect(new Set((site?.['suppressed'] as { liftId: string }[] | undefined)?.map((s) => s.liftId))).toEqual(
      new Set(['L3', 'L4', 'L5', 'L6']),
    );
    expect(
      out
        .of('delivery')
        .filter((d) => d['incidentId'] === site?.['incidentId'] && d['notice'] === 'alarm')
        .map((d) => String(d['role']))
        .toSorted(),
    ).toEqual(['firm', 'operator']);
  });
  test('golden 13: network outage of 40 terminals: one parent incident, no tickets; the one that was occupied and moving is row 10', async () => {
    const r = new Recording({ untilS: 1_000 });
    for (let i = 1; i <= 40; i++) {
      const lift = `L${i}`;
      r.facts(lift, { networkId: 'N1', expectedIntervalS: 30, siteId: `S${i}` })
        .idle(lift)
        .board(lift, 5, i === 1);
      if (i === 1) r.depart(lift, 95);
      r.heartbeats(lift, 30, 90).session(`T-${lift}`, 100 + i / 10, 'disconnected');
    }
    const out = await r.replay();
    expect(out.incidents.filter((i) => i['incidentKind'] === 'network')).toHaveLength(1);
    expect(out.incidents.filter((i) => i['incidentKind'] === 'terminal')).toHaveLength(0);
    expect(out.alarmS('L1')).toBe(396);
    expect(
      out.findings.filter((f) => f.stage === 'alarm' && f.incidentKind === 'entrapment' && f.liftId !== 'L1'),
    ).toEqual([]);
    expect(
      out
        .of('delivery')
        .filter((d) => (d['content'] as { kind: string }).kind === 'network')
        .map((d) => String(d['role']))
        .toSorted(),
    ).not.toContain('platform');
  });
  test('history never dispatches', async () => {
    const late = { receivedS: 600, sentS: 600 };
    const out = await new Recording({ untilS: 900 })
      .facts('A')
      .idle('A')
      .heartbeats('A', 30, 590)
      .code('A', 60, '04', {}, late)
      .code('A', 61, '90', {}, late)
      .board('A', 601)
      .depart('A', 612)
      .stop('A', 630, true)
      .letOut('A', 634)
      .heartbeats('A', 640, 900)
      .replay();
    for (const i of out.incidents.filter((x) => x['state'] === 'history'))
      expect(out.of('delivery').some((d) => d['incidentId'] === i['incidentId'])).toBe(false);
  });

  const moves = [
    'run',
    'stop-between',
    'stop-level',
    'open',
    'close',
    'person',
    'nobody',
    'press',
    '01',
    '04',
    '05',
    '08',
    'X08',
    '41',
    'dark',
    'light',
    'lost',
    'back',
    'reject',
    'release',
    'confirm',
  ] as const;
  test('whatever happens, at most one open incident per lift and kind', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('A', 'B'), fc.constantFrom(...moves), fc.integer({ min: 1, max: 70 })), {
          maxLength: 60,
        }),
        async (script) => {
          const r = new Recording({ untilS: 4_500 }).facts('A').facts('B').idle('A').idle('B');
          let s = 1;
          for (const [lift, move, stepS] of script) {
            s += stepS;
            if (move === 'run') r.state(lift, s, { carStatus: 'running', doorZone: false });
            else if (move === 'stop-between' || move === 'stop-level') r.stop(lift, s, move === 'stop-level');
            else if (move === 'open' || move === 'close')
              r.state(lift, s, { carDoorStatus: move === 'open' ? 'opened' : 'closed' });
            else if (move === 'person' || move === 'nobody') r.state(lift, s, { passengerPresent: move === 'person' });
            else if (move === 'press') r.event(lift, s, { type: 'alarm-button', pressedMs: 4_000 });
            else if (move === 'dark' || move === 'light')
              r.state(lift, s, { powerStatus: move === 'dark' ? 'lost' : 'normal' });
            else if (move === 'lost' || move === 'back')
              r.session(`T-${lift}`, s, move === 'lost' ? 'disconnected' : 'connected');
            else if (move === 'reject') r.decide(lift, s, 'rejected');
            else if (move === 'release') r.decide(lift, s, 'released');
            else if (move === 'confirm') r.decide(lift, s, 'confirmed');
            else r.code(lift, s, move, { dialect: 'liftwatch' });
          }
          const out = await r.replay();
          expect(out.of('failure')).toEqual([]);
          const open = new Map<string, string>();
          for (const i of out.of('incident')) {
            const key = `${String(i['scope'])} ${String(i['incidentKind'])}`;
            const id = String(i['incidentId']);
            if ((openIncidentStates as readonly string[]).includes(String(i['state']))) {
              expect(open.get(key) ?? id).toBe(id);
              open.set(key, id);
            } else if (open.get(key) === id) open.delete(key);
          }
        },
      ),
      { numRuns: 60, seed: 20_260_105 },
    );
  });
});
