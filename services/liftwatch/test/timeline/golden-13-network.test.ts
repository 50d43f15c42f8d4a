import { expect } from 'vitest';
import { minutes, s, scenario } from './timeline.ts';

scenario(
  'golden 13: forty terminals of a network fall silent: one parent incident, no forty tickets; who was in a moving car is looked for',
  ({ at, until }) => {
    for (let n = 1; n <= 40; n++) {
      const lift = (atS: number) => at(atS).lift(`L${n}`);
      lift(s(0)).isIdle(s(90), { networkId: 'N1', expectedIntervalS: 30, siteId: `S${n}` });
      if (n === 1) lift(s(80)).takesSomebodyIn();
      else lift(s(5)).letsNobodyIn();
      if (n === 1) lift(s(95)).departs();
      lift(s(100 + n / 10)).terminalIs('disconnected');
    }
    const by = until(minutes(15));
    by.expect((run) => {
      const kinds = [...run.incidents.values()].map((i) => i.kind);
      expect(kinds.sort()).toEqual(['entrapment', 'network']);
      const network = [...run.incidents.values()].find((i) => i.kind === 'network');
      expect(new Set(network?.suppressed.map((c) => c.liftId)).size).toBe(40);
    });
    by.expectToldOf('network', 'platform');
    by.expectIncident('L1', 'entrapment', { liftId: 'L1' });
  },
);
