import { expect } from 'vitest';
import { between, minutes, s, scenario } from './timeline.ts';

scenario('golden 6: code 04 arrives 9 min late and the car runs now: history only, nobody is sent', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(15));
  at(s(599)).lift('L1').departs();
  at(s(60)).lift('L1').reportsLate(s(600), '04');
  const by = until(minutes(14));
  by.expectNothing('firm', 'crew', 'manager', 'platform');
  by.expect((run) => expect(run.findings.filter((f) => f.stage === 'alarm')).toEqual([]));
});

scenario('golden 7: the same fault id twice, and its end before its beginning: one incident', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(4));
  at(s(10)).lift('L1').reports('08', { eventId: 'e1' });
  at(s(11)).lift('L1').reports('08', { eventId: 'e1' });
  at(s(40)).lift('L1').reports('08', { eventId: 'e1', phase: 'cleared' });
  at(s(12)).lift('L1').reportsLate(s(41), '08', { eventId: 'e1' });
  until(minutes(3)).expectKinds('fault/08');
});

scenario('golden 8: 09 of the Shanghai table is an entrapment', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(2));
  at(s(10)).lift('L1').reports('09', { dialect: 'shanghai' });
  const by = until(minutes(1));
  by.expectKinds('entrapment');
  by.expectSms('manager', between(s(10), s(11)));
});

scenario('golden 8: 09 of the regulator table is an overrun of the top', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(2));
  at(s(10)).lift('L1').reports('09', { dialect: 'regulator' });
  const by = until(minutes(1));
  by.expectKinds('dangerous-movement');
  by.expectIncident('L1', 'dangerous-movement', { priority: 'P0' });
});
