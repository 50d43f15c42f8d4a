import { expect } from 'vitest';
import { between, minutes, s, scenario } from './timeline.ts';

const offline = ({ at }: Parameters<Parameters<typeof scenario>[1]>[0]): void => {
  at(s(0)).lift('L1').isIdle(s(100));
  at(s(100)).lift('L1').terminalIs('disconnected');
  at(s(900)).lift('L1').terminalIs('connected');
  const late = (atS: number, signals: Record<string, unknown>) => at(atS).lift('L1').saysLate(s(901), signals);
  late(s(112), { carDoorStatus: 'opened' });
  late(s(114), { passengerPresent: true });
  late(s(118), { carDoorStatus: 'closing' });
  late(s(120), { carDoorStatus: 'closed' });
  late(s(121), { carStatus: 'running', doorZone: false });
  late(s(140), { carStatus: 'stopped' });
};

scenario('golden 14: back with an entrapment that is still true: told, with its age', (line) => {
  offline(line);
  for (let atS = 930; atS <= 1_200; atS += 30) line.at(s(atS)).lift('L1').says({});
  const by = line.until(minutes(19));
  by.expectSms('manager', between(s(901), s(990)), { notice: 'alarm' });
  by.expect((run) => {
    const [told] = run.told('manager');
    expect(told?.content.ageMs).toBeGreaterThan(600_000);
  });
});

scenario('golden 14: back with one that has passed: history, nobody is sent', (line) => {
  offline(line);
  const late = (atS: number, signals: Record<string, unknown>) => line.at(atS).lift('L1').saysLate(s(901), signals);
  late(s(300), { doorZone: true });
  late(s(302), { carDoorStatus: 'opened' });
  late(s(310), { passengerPresent: false, carDoorStatus: 'closed' });
  for (let atS = 930; atS <= 1_200; atS += 30) line.at(s(atS)).lift('L1').says({});
  line.until(minutes(19)).expectToldOf('entrapment', 'manager');
});

scenario(
  'golden 15: the intake was down for 10 min: the alarm waits for a live reading, at most 60 s, and says so',
  (line) => {
    line.at(s(0)).lift('L1').isIdle(minutes(3));
    line.at(s(10)).lift('L1').takesSomebodyIn();
    line.at(s(21)).lift('L1').departs();
    line.at(s(40)).lift('L1').stopsBetweenFloors();
    line.intakeIsDown(between(s(45), s(645)));
    const by = line.until(minutes(13));
    by.expectSms('manager', between(s(645), s(710)), { notice: 'alarm' });
    by.expect((run) => expect(run.told('manager')[0]?.content.notConfirmedSinceMs).toBeDefined());
  },
);
