import { between, minutes, s, scenario } from './timeline.ts';

scenario('golden 1: inspection mode, a person, closed for 10 min: no entrapment, nobody is told', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(15));
  at(s(10)).lift('L1').takesSomebodyIn();
  at(s(20.5)).lift('L1').says({ serviceMode: 'inspection' });
  at(s(21)).lift('L1').departs();
  at(s(40)).lift('L1').stopsBetweenFloors();
  const by = until(minutes(14));
  by.expectNoIncident('L1', 'entrapment');
  by.expectNothing('firm', 'crew', 'manager', 'platform');
});

scenario('golden 1: the button in inspection mode is P1 as always', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(5));
  at(s(5)).lift('L1').says({ serviceMode: 'inspection' });
  at(s(100)).lift('L1').buttonIsPressed();
  const by = until(s(110));
  by.expectSms('crew', between(s(100), s(101)), { notice: 'alarm' });
  by.expectSms('manager', between(s(100), s(101)), { notice: 'alarm' });
  by.expectIncident('L1', 'entrapment', { priority: 'P1' });
});

scenario(
  'golden 1: under a signed-in technician it is P3 with call-back, and P1 when it stays unanswered 5 min',
  ({ at, until }) => {
    at(s(0)).lift('L1').isIdle(minutes(10));
    at(s(5)).lift('L1').says({ serviceMode: 'inspection' });
    at(s(10)).lift('L1').job('opened');
    at(s(11)).lift('L1').job('technician-in');
    at(s(100)).lift('L1').buttonIsPressed();
    const by = until(minutes(8));
    by.expectToldOf('entrapment', 'crew', '1:40 alarm', '6:40 updated');
    by.expectToldOf('entrapment', 'manager', '6:40 alarm');
  },
);
