import { expect } from 'vitest';
import { between, minutes, s, scenario, town } from '../support/timeline.ts';

scenario('nobody takes it on: call at 1 min, backup at 2, station at 3, fire and police at 6', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  const by = until(minutes(7));
  by.expectWebhook('firm-desk', between(s(0), s(0)), { notice: 'alarm' });
  by.expectSms('crew-1', between(s(0), s(0)), { notice: 'alarm' });
  by.expectCall('crew-1-call', between(minutes(1), minutes(1)), { notice: 'reminder' });
  by.expectSms('crew-2', between(minutes(2), minutes(2)), { notice: 'reminder' });
  by.expectSms('station', between(minutes(3), minutes(3)), { notice: 'escalated' });
  by.expectWebhook('fire', between(minutes(6), minutes(6)), { notice: 'escalated' });
  by.expectTold('desk', '5:00 overdue', '6:00 escalated');
  by.expectIncident('L1', { response: { level: 3 } });
});

scenario('golden 12: L1 acknowledges at 2:59: he owns it, and the station is not called', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(minutes(2, 59)).person('crew-1').acknowledges();
  const by = until(minutes(4));
  by.expectOwner('L1', 'crew-1');
  by.expectNothing('station');
  by.expectIncident('L1', { state: 'acknowledged', response: { level: 1 } });
});

scenario(
  'golden 12: L1 acknowledges at 3:01: the station was called at 3:00, and L1 is the single owner',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(minutes(3, 1)).person('crew-1').acknowledges();
    at(minutes(3, 30)).person('station').acknowledges();
    const by = until(minutes(4));
    by.expectTold('station', '3:00 escalated', '3:01 taken');
    by.expectOwner('L1', 'crew-1');
    by.expectRefused('3:30 station acknowledge: LIFT_DISPATCH_OWNED');
    by.expectNothing('fire');
  },
);

scenario(
  'golden 12: the station takes it on first: a late acknowledgement of L1 leaves the station as owner',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(minutes(3, 10)).person('station').acknowledges();
    at(minutes(3, 20)).person('crew-1').acknowledges();
    const by = until(minutes(4));
    by.expectOwner('L1', 'station');
    by.expectRefused('3:20 crew-1 acknowledge: LIFT_DISPATCH_OWNED');
  },
);

scenario('golden 10: arrival at 30:00 is in time, and nobody is told of a breach', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(s(30)).person('crew-1').acknowledges();
  at(minutes(30)).person('crew-1').arrives();
  const by = until(minutes(40));
  by.expectTold('desk', '5:00 overdue', '10:00 overdue', '15:00 overdue');
  by.expectNothing('fire');
  by.expectIncident('L1', { state: 'arrived', response: { arrivedInTime: true } });
});

scenario('golden 10: not there at 30:01: the limit is broken, fire and police are called', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(s(30)).person('crew-1').acknowledges();
  at(minutes(30, 1)).person('crew-1').arrives();
  const by = until(minutes(40));
  by.expectWebhook('fire', between(minutes(30, 1), minutes(30, 1)), { notice: 'escalated' });
  by.expectIncident('L1', { state: 'arrived', response: { arrivedInTime: false, level: 3 } });
});

scenario('golden 10: the clock runs over midnight', ({ at, until }) => {
  const night = minutes(13 * 60 + 50);
  at(night).lift('L1').trapsSomebody();
  at(night + 20_000)
    .person('crew-1')
    .acknowledges();
  const by = until(night + 31 * 60_000);
  by.expectWebhook('fire', between(night + 1_801_000, night + 1_801_000));
});

scenario('golden 10: an exercise has no clocks and calls nobody further', ({ at, until }) => {
  at(s(0))
    .lift('L1')
    .trapsSomebody({ tags: ['drill'] });
  const by = until(minutes(40));
  by.expectNothing('station');
  by.expectNothing('fire');
  by.expectIncident('L1', { drill: true });
});

scenario('the owner refuses: the next is called at once, not when the clock passes', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(s(20)).person('crew-1').acknowledges();
  at(s(40)).person('crew-1').refuses();
  const by = until(s(50));
  by.expectCall('crew-1-call', between(s(40), s(40)), { notice: 'reminder' });
  by.expectOwner('L1', undefined);
  by.expectIncident('L1', { state: 'dispatched' });
});

scenario(
  'an arrival promised for later than 15 min calls the station at once, which may take it over',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(s(20)).person('crew-1').promises(25);
    at(s(60)).person('station').acknowledges();
    const by = until(minutes(2));
    by.expectTold('station', '0:20 escalated');
    by.expectOwner('L1', 'station');
    by.expectTold('crew-1', '0:00 alarm', '0:20 overdue', '1:00 taken');
  },
);

scenario(
  'after downtime each incident takes one step at once, the furthest due, marked late, the skipped levels told in it',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(s(30)).liftwatchIsDownUntil(minutes(9));
    const by = until(minutes(9));
    by.expectTold('station');
    by.expectTold('crew-1', '0:00 alarm');
    by.expectWebhook('fire', between(minutes(9), minutes(9)), { notice: 'escalated' });
    by.expect((asked) => {
      const [delivery] = asked.deliveries({ to: 'fire' });
      expect(delivery?.content.note).toEqual({
        zh: '6分钟未接单，启动三级消防公安救援；跳过：电话叫醒值班人员、备班人员、网络救援站、5分钟无人到场；系统停机，迟发3分钟',
        en: expect.stringContaining(
          'skipped: crew on duty by phone, second line on duty, network rescue station',
        ) as string,
      });
      expect(asked.incident('L1').timeline.map((t) => t.reason)).toContain('acknowledge-clock-passed-late');
    });
  },
);

scenario('it opens by itself: every clock stops, and whoever was told hears of the end', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(s(90)).lift('L1').opensItsDoor();
  const by = until(minutes(40));
  by.expectTold('crew-1', '0:00 alarm', '1:30 released');
  by.expectNothing('station');
  by.expectIncident('L1', { state: 'freed', outcome: 'released' });
});

scenario('not released 30 min after the arrival: fire and police are called', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(minutes(1)).person('crew-1').arrives();
  const by = until(minutes(31));
  by.expectWebhook('fire', between(minutes(31), minutes(31)), { notice: 'escalated' });
});

const handOver = {
  ...town,
  rotas: [
    {
      rotaId: 'F1-crew',
      firmId: 'F1',
      layer: 'crew',
      shifts: [
        // The scenario begins at 10:00.
        { from: '00:00', to: '10:01', people: ['crew-1'] },
        { from: '10:01', to: '00:00', people: ['crew-2'] },
      ],
    },
  ],
};
scenario(
  'duty changes while nobody has taken it on: who comes on duty is told at the next step',
  ({ at, until }) => {
    at(s(30)).lift('L1').trapsSomebody();
    const by = until(minutes(4));
    by.expectTold('crew-1', '0:30 alarm');
    by.expect((asked) => expect(asked.told({ to: 'crew-2' })[0]).toBe('1:30 alarm'));
  },
  { registry: handOver },
);

scenario(
  'duty changes after somebody has taken it on: whoever comes on duty is not called to it by its next change',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(s(30)).person('crew-1').acknowledges();
    at(minutes(3)).lift('L1').finding({ code: '04', priority: 'P1', occupancy: 'occupied', findingId: 'stops' });
    until(minutes(4)).expectTold('crew-2');
  },
  { registry: handOver },
);

scenario(
  'nobody on duty: everybody of the crew is told, a hole in a plan swallows no message',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    const by = until(s(10));
    by.expectSms('crew-1', between(s(0), s(0)));
    by.expectSms('crew-2', between(s(0), s(0)));
  },
  {
    registry: {
      ...town,
      rotas: [{ rotaId: 'F1-crew', firmId: 'F1', shifts: [{ from: '00:00', to: '08:00', people: ['crew-1'] }] }],
    },
  },
);

scenario(
  'no station is registered: the operator takes its place',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    until(minutes(4)).expectTold('desk', '3:00 escalated');
  },
  { registry: { ...town, contacts: town.contacts.filter((c) => c.role !== 'station') } },
);

scenario('what becomes grave only later has its full time from then on', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody({ priority: 'P3', revision: 1 });
  at(minutes(5)).lift('L1').trapsSomebody({ priority: 'P1', revision: 2, change: 'updated' });
  const by = until(minutes(9));
  by.expectSms('station', between(minutes(8), minutes(8)), { notice: 'escalated' });
  by.expectNothing('station', between(s(0), minutes(7, 59)));
});
