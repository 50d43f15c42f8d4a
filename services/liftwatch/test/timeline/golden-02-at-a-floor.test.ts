import { between, minutes, s, scenario } from './timeline.ts';

const rides = ({ at }: Parameters<Parameters<typeof scenario>[1]>[0]): void => {
  at(s(0)).lift('L1').isIdle(minutes(7));
  at(s(10)).lift('L1').takesSomebodyIn();
  at(s(21)).lift('L1').departs();
  at(s(40)).lift('L1').stopsAtFloor({ floor: '5' });
};

scenario(
  'golden 2: the door opens 89 s after the stop: suspected, then withdrawn; only the firm hears of it',
  (line) => {
    rides(line);
    line.at(s(129)).lift('L1').letsThemOut();
    const by = line.until(minutes(5));
    by.expectToldOf('entrapment', 'crew', '1:40 suspected', '2:09 withdrawn');
    by.expectNothing('manager', 'platform', 'station');
  },
);

scenario('golden 2: not open at 91 s: alarm, everybody is told', (line) => {
  rides(line);
  line.at(s(131)).lift('L1').letsThemOut();
  const by = line.until(minutes(5));
  by.expectSms('manager', between(s(130), s(132)), { notice: 'alarm' });
  by.expectCap('platform', between(s(130), s(132)), { notice: 'alarm' });
  by.expectIncident('L1', 'entrapment', { state: 'freed' });
});

scenario(
  'golden 2b: boarded and standing behind the closed door: nothing at 299 s, alarm at 301 s',
  ({ at, until }) => {
    at(s(0)).lift('L1').isIdle(minutes(7));
    at(s(10)).lift('L1').takesSomebodyIn();
    // The door left fully open at 18 s.
    until(minutes(6)).expectSms('manager', between(s(318), s(320)), { notice: 'alarm' });
  },
);

scenario('golden 2c: somebody first seen in a car that stood closed is an artefact of the sensor', ({ at, until }) => {
  at(s(0)).lift('L1').isIdle(minutes(30));
  at(minutes(10)).lift('L1').says({ passengerPresent: true });
  const by = until(minutes(29));
  by.expectNoIncident('L1', 'entrapment');
  by.expectNothing('firm', 'crew', 'manager', 'platform');
});
