import type { Finding } from '@liftwatch/schemas';
import { expect } from 'vitest';
import { rescuePolicy } from '../../src/index.ts';
import { descriptionOf, noticeOf } from '../../src/channels/words.ts';
import { defaultHoldingPolicy } from '../../src/holding/policy.ts';
import { minutes, s, scenario } from '../support/timeline.ts';

const stops = {
  code: '04',
  priority: 'P1' as const,
  occupancy: 'occupied' as const,
  findingId: 'stops-off-level',
  explanation: {
    summary: { zh: '轿厢在开锁区域外停止', en: 'car stopped outside unlocking zone' },
    evidence: [] as Finding['explanation']['evidence'],
    thresholds: [] as Finding['explanation']['thresholds'],
    clearsWhen: { zh: '轿厢运行', en: 'the car runs' },
  },
} satisfies Partial<Finding>;

const { kinds } = defaultHoldingPolicy.beforeEntrapment;
/** A policy under which the manager waits for the entrapment; nobody does by default. */
const patient = {
  ...rescuePolicy,
  holding: { ...defaultHoldingPolicy, beforeEntrapment: { kinds, waitMs: 15_000 } },
};

scenario('by default the manager hears of a stop with people inside at once', ({ at, until }) => {
  at(s(0)).lift('L1').finding(stops);
  at(s(10)).lift('L1').trapsSomebody();
  until(minutes(5)).expectTold('manager', '0:00 alarm', '0:10 alarm');
});

scenario(
  'a stop between floors that becomes an entrapment is one event: the manager hears once',
  ({ at, until }) => {
    at(s(0)).lift('L1').finding(stops);
    at(s(10)).lift('L1').trapsSomebody();
    const by = until(minutes(5));
    by.expectTold('manager', '0:10 alarm');
    by.expectHeldBack('manager', 'an-entrapment-may-follow: not-needed');
    by.expectIncident('L1', { kind: 'entrapment', state: 'alarm' });
    by.expect((asked) => {
      const fault = asked.incident('L1', 'fault/04');
      const entrapment = asked.incident('L1', 'entrapment');
      expect(fault).toMatchObject({ state: 'closed', outcome: 'merged', parentId: entrapment.incidentId });
      expect(entrapment.members.map((m) => m.code).sort()).toEqual(['04', 'X02']);
      // What is told of it is the entrapment, not the stop that came first.
      expect(asked.deliveries({ to: 'manager' })[0]?.content.summary.zh).toBe('轿厢困人');
      expect(entrapment.timeline).toContainEqual(
        expect.objectContaining({ what: 'merged', reason: 'part-of-the-entrapment', detail: fault.incidentId }),
      );
    });
  },
  { policy: patient },
);

scenario('who comes to help hears of the stop at once, and of the entrapment at once', ({ at, until }) => {
  at(s(0)).lift('L1').finding(stops);
  at(s(10)).lift('L1').trapsSomebody();
  const by = until(s(11));
  by.expect((asked) => {
    const told = asked.deliveries({ to: 'crew-1' }).filter((d) => d.channel === 'sms');
    expect(told.map((d) => `${d.createdAtMs - s(0)} ${d.notice} ${d.content.kind}`)).toEqual([
      '0 alarm fault/04',
      '10000 alarm entrapment',
    ]);
    // The firm's own system follows incidents by their id: it hears that this one is over.
    const desk = asked.deliveries({ to: 'firm-desk' }).map((d) => `${d.notice} ${d.content.kind}`);
    expect(desk).toEqual(['alarm fault/04', 'alarm entrapment', 'released fault/04']);
    const joined = asked.deliveries({ to: 'firm-desk' })[2]!;
    expect(joined.content.note?.en).toContain('goes on in another incident');
    // Nothing in its first words says that anything has ended while people are held.
    expect(joined.content.goesOnIn).toBe(asked.incident('L1', 'entrapment').incidentId);
    expect(noticeOf(joined)).toEqual({ zh: '并入', en: 'Joined to another' });
    expect(descriptionOf(joined).zh).not.toMatch(/始于|历时/);
  });
});

scenario(
  'no entrapment follows: the manager hears of the stop after 15 s, no later',
  ({ at, until }) => {
    at(s(0)).lift('L1').finding(stops);
    const by = until(minutes(2));
    by.expectTold('manager', '0:15 alarm');
    by.expectHeldBack('manager', 'an-entrapment-may-follow: sent');
  },
  { policy: patient },
);

scenario(
  'control: with nobody known to be in the car nothing waits',
  ({ at, until }) => {
    at(s(0))
      .lift('L1')
      .finding({ ...stops, occupancy: 'unknown' });
    until(s(1)).expectTold('manager', '0:00 alarm');
  },
  { policy: patient },
);

scenario(
  'a suspicion takes nothing in: withdrawn, the stop is still told',
  ({ at, until }) => {
    at(s(0)).lift('L1').finding(stops);
    at(s(5)).lift('L1').suspectsEntrapment();
    at(s(9)).lift('L1').opensItsDoor({ stage: 'withdrawn' });
    const by = until(minutes(2));
    by.expectTold('manager', '0:15 alarm');
    by.expect((asked) => expect(asked.incident('L1', 'fault/04').state).toBe('alarm'));
  },
  { policy: patient },
);

scenario(
  'freed between floors by a person: the stop that goes on is over for people, and is not told anew',
  ({ at, until }) => {
    at(s(0)).lift('L1').finding(stops);
    at(s(10)).lift('L1').trapsSomebody();
    at(minutes(5)).person('crew-1').frees();
    at(minutes(6))
      .lift('L1')
      .finding({ ...stops, revision: 2, change: 'updated' });
    at(minutes(20))
      .lift('L1')
      .finding({ ...stops, revision: 3, change: 'cleared', stage: 'released' });
    const by = until(minutes(21));
    by.expectTold('manager', '0:10 alarm', '5:00 released');
    by.expectIncident('L1', { kind: 'entrapment', state: 'freed' });
  },
  { policy: patient },
);

scenario('a fault that endangers nobody keeps an incident of its own', ({ at, until }) => {
  at(s(0)).lift('L1').finding({ code: '06', priority: 'P2', occupancy: 'empty' });
  at(s(10)).lift('L1').trapsSomebody();
  until(s(20)).expect((asked) => expect(asked.incident('L1', 'fault/06').state).toBe('alarm'));
});
