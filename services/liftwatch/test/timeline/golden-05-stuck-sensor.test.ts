import { minutes, s, scenario } from './timeline.ts';

scenario(
  'golden 5: a ghost that stays for six hours: a terminal ticket at 4 h, shown and not sent, and no entrapment',
  ({ at, until }) => {
    at(s(0))
      .lift('L1')
      .isIdle(minutes(6 * 60));
    at(s(10)).lift('L1').letsNobodyIn();
    at(minutes(10)).lift('L1').says({ passengerPresent: true });
    at(minutes(60)).lift('L1').departs();
    at(minutes(60, 20)).lift('L1').stopsAtFloor({ floor: '5' });
    const by = until(minutes(5 * 60));
    by.expectNoIncident('L1', 'entrapment');
    by.expectIncident('L1', 'terminal', { priority: 'P4', members: [{ code: 'X21' }] });
    by.expectNothing('firm', 'crew', 'manager', 'platform');
  },
);
