import { expect } from 'vitest';
import { minutes, s, scenario } from './timeline.ts';

scenario(
  'golden 4: six lifts of one site lose power in 20 s, two with people: one site incident, two entrapments, four suppressed',
  ({ at, until }) => {
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const lift = (atS: number) => at(atS).lift(`L${n}`);
      lift(s(0)).isIdle(minutes(8));
      if (n <= 2) lift(s(5)).takesSomebodyIn();
      else lift(s(5)).letsNobodyIn();
      lift(s(20)).departs();
      // Between floors with people, at a floor without.
      if (n <= 2) lift(s(100 + n * 3)).stopsBetweenFloors({ powerStatus: 'lost' });
      else lift(s(100 + n * 3)).stopsAtFloor({ powerStatus: 'lost' });
      lift(s(100.2 + n * 3)).reports('41');
    }
    const by = until(minutes(4));
    by.expect((run) => {
      const kinds = [...run.incidents.values()].map((i) => i.kind).filter((k) => !k.startsWith('fault/0'));
      expect(kinds.sort()).toEqual(['entrapment', 'entrapment', 'site-power']);
      const site = [...run.incidents.values()].find((i) => i.kind === 'site-power');
      expect(site?.suppressed.map((c) => c.liftId).sort()).toEqual(['L3', 'L4', 'L5', 'L6']);
    });
    by.expectToldOf('site-power', 'operator', '1:46 alarm');
    by.expectToldOf('site-power', 'manager');
  },
);
