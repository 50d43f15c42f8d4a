import { expect } from 'vitest';
import { between, minutes, s, scenario } from './timeline.ts';

const stuck = ({ at }: Parameters<Parameters<typeof scenario>[1]>[0]): void => {
  at(s(0)).lift('L1').isIdle(minutes(7));
  at(s(10)).lift('L1').takesSomebodyIn();
  at(s(21)).lift('L1').departs();
  at(s(40)).lift('L1').stopsBetweenFloors();
};

scenario(
  'golden 3: alarm at 30 s; it creeps to a floor and opens: self-released, whoever was told hears of it',
  (line) => {
    stuck(line);
    line.at(s(90)).lift('L1').says({ carStatus: 'running', direction: 'down' });
    line.at(s(95)).lift('L1').stopsAtFloor();
    line.at(s(99)).lift('L1').letsThemOut();
    const by = line.until(minutes(4));
    by.expectToldOf('entrapment', 'crew', '1:00 suspected', '1:10 alarm', '1:39 released');
    by.expectToldOf('entrapment', 'manager', '1:10 alarm', '1:39 released');
    by.expectToldOf('entrapment', 'platform', '1:10 alarm', '1:39 released');
    by.expectNothing('station');
    by.expectIncident('L1', 'entrapment', { state: 'freed', members: [{ selfReleased: true }] });
  },
);

scenario('golden 3b: the person signal falls after 15 s: alarm at 30 s all the same', (line) => {
  stuck(line);
  line.at(s(55)).lift('L1').says({ passengerPresent: false });
  line.until(minutes(2)).expectSms('manager', between(s(70), s(72)), { notice: 'alarm' });
});

scenario('golden 3c: the door is forced open between floors: more urgent, told to all', (line) => {
  stuck(line);
  line.at(s(80)).lift('L1').says({ carDoorStatus: 'opened' });
  const by = line.until(minutes(2));
  by.expectSms('manager', between(s(80), s(82)), { notice: 'updated' });
  by.expectIncident('L1', 'entrapment', { priority: 'P0', state: 'alarm' });
});

scenario('the end is confirmed by the lift or a person: P = 0 alone ends nothing, a person’s word does', (line) => {
  stuck(line);
  line.at(s(100)).lift('L1').says({ passengerPresent: false });
  line.at(s(150)).person('crew').frees();
  const by = line.until(minutes(4));
  by.expectToldOf('entrapment', 'manager', '1:10 alarm', '2:30 released');
  by.expectIncident('L1', 'entrapment', { state: 'freed', outcome: 'released' });
  by.expect((run) => {
    expect(run.findings.findLast((f) => f.incidentKind === 'entrapment')?.stage).toBe('released');
  });
});
