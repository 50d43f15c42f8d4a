import { expect } from 'vitest';
import { smsText } from '../../src/channels/sms/sms-text.ts';
import { rescuePolicy } from '../../src/index.ts';
import { defaultHoldingPolicy } from '../../src/holding/policy.ts';
import { between, minutes, s, scenario } from '../support/timeline.ts';

const fault = { code: '06', priority: 'P2', occupancy: 'empty' } as const;
const over = { revision: 2, change: 'cleared', stage: 'released' } as const;
const inspection = { code: '43', priority: 'P4', occupancy: 'empty' } as const;

scenario(
  'a silence holds a fault back with its author as reason, and what still lasts at its end is told then',
  ({ at, until }) => {
    at(s(0)).silence({ liftId: 'L1', toMs: minutes(10), author: 'op-7' });
    at(minutes(1)).lift('L1').finding(fault);
    const by = until(minutes(12));
    by.expectTold('crew-1', '10:00 alarm');
    by.expect((asked) => {
      const held = asked.incident('L1').timeline.filter((t) => t.what === 'held-back' && t.who === 'crew-1');
      expect(held.map((t) => t.reason)).toEqual(['silence-S-by-op-7']);
      expect(held[0]?.why).toEqual({
        zh: 'op-7设置的静默（said so），至2026-03-01 10:10',
        en: 'silence by op-7 (said so) until 2026-03-01 02:10 UTC',
      });
    });
  },
);

scenario('a fault that is over before the silence ends is never told, and stays listed', ({ at, until }) => {
  at(s(0)).silence({ liftId: 'L1', toMs: minutes(10), author: 'op-7' });
  at(minutes(1)).lift('L1').finding(fault);
  at(minutes(5))
    .lift('L1')
    .finding({ ...fault, ...over });
  const by = until(minutes(12));
  by.expectNothing('crew-1');
  by.expectHeldBack('crew-1', 'silence-S-by-op-7: not-needed');
});

scenario('neither silence nor inspection nor a technician holds an entrapment or the alarm button', ({ at, until }) => {
  at(s(0)).silence({ siteId: 'S1', toMs: minutes(60), author: 'op-7' });
  at(s(0)).lift('L1').finding(inspection);
  at(s(0)).technicianSignsIn('L2');
  at(s(10)).lift('L1').trapsSomebody();
  at(s(20)).lift('L2').finding({ code: '90', incidentKind: 'entrapment', occupancy: 'unknown' });
  const by = until(s(30));
  by.expectSms('manager', between(s(10), s(10)));
  by.expectSms('manager', between(s(20), s(20)));
});

scenario('the alarm button under a technician, only P3 for call-back, is told all the same', ({ at, until }) => {
  at(s(0)).technicianSignsIn('L1');
  at(s(20))
    .lift('L1')
    .finding({ code: '90', incidentKind: 'entrapment', priority: 'P3', tags: ['call-back'] });
  until(s(30)).expectSms('crew-1', between(s(20), s(20)));
});

scenario(
  'inspection mode silences the faults of its lift, not of the next; after it they are told if they last',
  ({ at, until }) => {
    at(s(0)).lift('L1').finding(inspection);
    at(s(60)).lift('L1').finding(fault);
    at(s(70))
      .lift('L2')
      .finding({ ...fault, lift: { siteId: 'S2' } });
    at(minutes(20))
      .lift('L1')
      .finding({ ...inspection, ...over });
    const by = until(minutes(25));
    by.expectWebhook('firm-desk', between(s(70), s(70)));
    by.expectWebhook('firm-desk', between(minutes(20), minutes(21)));
  },
);

scenario(
  'a technician signed in to a job has the faults of his lift; signed out, what lasts is told',
  ({ at, until }) => {
    at(s(0)).technicianSignsIn('L1');
    at(s(60)).lift('L1').finding(fault);
    at(minutes(30)).technicianSignsOut('L1');
    const by = until(minutes(32));
    by.expectHeldBack('crew-1', 'technician-at-the-lift: sent');
    by.expectWebhook('firm-desk', between(minutes(30), minutes(31)));
  },
);

scenario('an entrapment inhibits lesser faults of the same lift until it is over', ({ at, until }) => {
  at(s(0)).lift('L1').trapsSomebody();
  at(s(30)).lift('L1').finding(fault);
  at(s(90)).lift('L1').opensItsDoor();
  const by = until(minutes(5));
  by.expect((asked) => {
    const told = asked.deliveries({ to: 'firm-desk' }).filter((d) => d.content.kind === 'fault/06');
    expect(told.map((d) => d.createdAtMs)).toEqual([s(90)]);
  });
});

scenario(
  'a fault that comes and goes five times in ten minutes is told as unstable once, with a ticket for its device',
  ({ at, until }) => {
    for (let n = 0; n < 8; n++) {
      const findingId = `bounce-${n}-of-one-contact`;
      at(s(n * 60))
        .lift('L1')
        .finding({ ...fault, findingId });
      at(s(n * 60 + 30))
        .lift('L1')
        .finding({ ...fault, findingId, ...over });
    }
    const by = until(minutes(9));
    by.expectTold('firm-desk', '0:00 alarm', '0:30 released', '1:00 alarm', '1:30 released', '2:00 alarm');
    by.expect((asked) => {
      expect(asked.deliveries({ to: 'firm-desk' }).at(-1)?.content.note?.en).toContain('unstable');
      expect(asked.incidents().map((i) => i.kind)).toContain('system/unstable-signal');
      expect(asked.incidents().filter((i) => i.kind === 'fault/06')).toHaveLength(1);
    });
  },
);

scenario('control: four changes in ten minutes are each told', ({ at, until }) => {
  for (const [n, id] of ['first-of-two', 'second-of-two'].entries()) {
    at(s(n * 60))
      .lift('L1')
      .finding({ ...fault, findingId: id });
    at(s(n * 60 + 30))
      .lift('L1')
      .finding({ ...fault, findingId: id, ...over });
  }
  until(minutes(9)).expectTold('firm-desk', '0:00 alarm', '0:30 released', '1:00 alarm', '1:30 released');
});

scenario(
  'several faults of one building: the first is told at once, the others in one message five minutes later',
  ({ at, until }) => {
    for (const n of [1, 2, 3, 4])
      at(s(n))
        .lift(`L${n}`)
        .finding({ ...fault, lift: { name: `${n}号梯` } });
    const by = until(minutes(6));
    by.expectTold('crew-1', '0:01 alarm', '5:02 digest');
    by.expect((asked) => {
      const digest = asked.deliveries({ to: 'crew-1' }).at(-1)!;
      const text = smsText(digest);
      expect(text).toMatch(/^【电梯卫士】汇总：多起事件，3台电梯，10:00起已\d分钟，3起事件：2号梯/);
      expect(text.length).toBeLessThanOrEqual(70);
      expect(text).not.toContain('轿厢无人');
      expect(smsText({ ...digest, language: 'en' }).length).toBeLessThanOrEqual(70);
    });
    by.expectHeldBack(
      'crew-1',
      'grouped-by-building: digest',
      'grouped-by-building: digest',
      'grouped-by-building: digest',
    );
    by.expect((asked) => {
      expect(asked.deliveries({ to: 'crew-1' })[1]?.content.summary.zh).toMatch(/^3起事件：2号梯.*3号梯.*4号梯/);
      expect(asked.told({ to: 'firm-desk' })).toHaveLength(4);
    });
  },
);

const small = {
  ...rescuePolicy,
  holding: { ...defaultHoldingPolicy, storm: { ...defaultHoldingPolicy.storm, messagesCount: 3 } },
};
scenario(
  'past the budget of an hour a person gets a digest; people in danger are told at once all the same',
  ({ at, until }) => {
    for (const n of [1, 2, 3, 4, 5])
      at(s(n))
        .lift(`L${n}`)
        .finding({ ...fault, lift: { siteId: `S${n}` } });
    at(s(10)).lift('L9').trapsSomebody();
    const by = until(minutes(15));
    by.expect((asked) => {
      expect(asked.told({ to: 'crew-1' }).slice(0, 4)).toEqual([
        '0:01 alarm',
        '0:02 alarm',
        '0:03 alarm',
        '0:10 alarm',
      ]);
      expect(asked.told({ to: 'crew-1' })).toContain('10:04 digest');
    });
  },
  { policy: small },
);

scenario(
  'what begins anew within 30 min is the same incident, later it is a new one that names the old',
  ({ at, until }) => {
    at(s(0))
      .lift('L1')
      .finding({ ...fault, findingId: 'first-time' });
    at(minutes(1))
      .lift('L1')
      .finding({ ...fault, findingId: 'first-time', ...over });
    at(minutes(31))
      .lift('L1')
      .finding({ ...fault, findingId: 'second-time' });
    at(minutes(32))
      .lift('L1')
      .finding({ ...fault, findingId: 'second-time', ...over });
    at(minutes(63))
      .lift('L1')
      .finding({ ...fault, findingId: 'third-time' });
    until(minutes(64)).expect((asked) => {
      const all = asked.incidents().filter((i) => i.kind === 'fault/06');
      expect(all.map((i) => [i.state, i.episode])).toEqual([
        ['closed', 2],
        ['alarm', 1],
      ]);
      expect(all[1]?.previousId).toBe(all[0]?.incidentId);
    });
  },
);

scenario('a new incident names the one that a person closed', ({ at, until }) => {
  at(s(0))
    .lift('L1')
    .finding({ ...fault, findingId: 'first-time' });
  at(minutes(1))
    .lift('L1')
    .finding({ ...fault, findingId: 'first-time', ...over });
  at(minutes(2)).person('op').closes();
  at(minutes(3))
    .lift('L1')
    .finding({ ...fault, findingId: 'second-time' });
  until(minutes(4)).expect((asked) => {
    const [old, fresh] = asked.incidents();
    expect(fresh?.previousId).toBe(old?.incidentId);
  });
});
