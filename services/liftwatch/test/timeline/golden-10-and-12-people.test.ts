import { between, minutes, s, scenario } from './timeline.ts';

/** The alarm is at 1:10: clocks run from there. */
const ALARM = 70;
const stuck = ({ at }: Parameters<Parameters<typeof scenario>[1]>[0], forS: number, fromS = 0): void => {
  at(s(fromS))
    .lift('L1')
    .isIdle(fromS + forS);
  at(s(fromS + 10))
    .lift('L1')
    .takesSomebodyIn();
  at(s(fromS + 21))
    .lift('L1')
    .departs();
  at(s(fromS + 40))
    .lift('L1')
    .stopsBetweenFloors();
};

scenario('golden 10: there at 30:00 is in time', (line) => {
  stuck(line, minutes(35));
  line
    .at(ALARM + 30)
    .person('crew')
    .acknowledges();
  line
    .at(ALARM + minutes(30))
    .person('crew')
    .arrives();
  const by = line.until(minutes(34));
  by.expectIncident('L1', 'entrapment', { state: 'arrived', response: { arrivedInTime: true } });
  by.expectNothing('fire');
});

scenario('golden 10: there at 30:01 is too late, and fire and police were called', (line) => {
  stuck(line, minutes(35));
  line
    .at(ALARM + 30)
    .person('crew')
    .acknowledges();
  line
    .at(ALARM + minutes(30, 1))
    .person('crew')
    .arrives();
  const by = line.until(minutes(34));
  by.expectWebhook('fire', between(ALARM + minutes(30, 1), ALARM + minutes(30, 1)), { notice: 'escalated' });
  by.expectIncident('L1', 'entrapment', { state: 'arrived', response: { arrivedInTime: false } });
});

scenario('golden 10: the same over midnight', (line) => {
  const night = minutes(13 * 60 + 45);
  stuck(line, minutes(35), night);
  line
    .at(night + ALARM + 30)
    .person('crew')
    .acknowledges();
  line.until(night + minutes(33)).expectWebhook('fire', between(night + ALARM + 1_801, night + ALARM + 1_802));
});

scenario('golden 12: taken on at 2:59: one owner, the station sleeps', (line) => {
  stuck(line, minutes(8));
  line
    .at(ALARM + minutes(2, 59))
    .person('crew')
    .acknowledges();
  const by = line.until(minutes(6));
  by.expectOwner('L1', 'crew');
  by.expectNothing('station');
});

scenario('golden 12: taken on at 3:01: the station was called, and there is still one owner', (line) => {
  stuck(line, minutes(8));
  line
    .at(ALARM + minutes(3, 1))
    .person('crew')
    .acknowledges();
  line
    .at(ALARM + minutes(3, 20))
    .person('station')
    .acknowledges();
  const by = line.until(minutes(6));
  by.expectTold('station', '4:10 escalated', '4:11 taken');
  by.expectOwner('L1', 'crew');
  by.expectRefused('4:30 station acknowledge: LIFT_DISPATCH_OWNED');
});
