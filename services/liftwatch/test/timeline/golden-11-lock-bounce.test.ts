import { minutes, s, scenario } from './timeline.ts';

scenario(
  'golden 11: the door lock bounces 25 times in 10 min: one incident of X08 and its 01, told once, not 25 times',
  ({ at, until }) => {
    at(s(0)).lift('L1').isIdle(minutes(18));
    at(s(10)).lift('L1').letsNobodyIn();
    at(s(21)).lift('L1').departs();
    for (let n = 0; n < 25; n++) {
      at(s(40 + n * 24))
        .lift('L1')
        .reports('X08', { dialect: 'liftwatch' });
      at(s(41 + n * 24))
        .lift('L1')
        .reports('X08', { dialect: 'liftwatch', phase: 'cleared' });
    }
    at(s(50)).lift('L1').reports('01');
    const by = until(minutes(15));
    by.expectIncident('L1', 'fault/X08', {});
    by.expectNoIncident('L1', 'fault/01');
    by.expectToldOf('fault/X08', 'firm', '0:40 alarm', '0:41 released', '0:50 alarm', '1:04 updated');
  },
);
