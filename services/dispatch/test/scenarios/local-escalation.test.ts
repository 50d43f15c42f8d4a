import { expect } from 'vitest';
import { rescuePolicy, type DispatchPolicy } from '../../src/index.ts';
import { between, minutes, s, scenario } from '../support/timeline.ts';

const quick: DispatchPolicy = {
  ...rescuePolicy,
  escalations: [
    {
      for: { districts: ['120101'], firms: ['F9'] },
      policy: { id: 'never', when: [{ kinds: ['entrapment'] }], steps: [] },
    },
    {
      for: { districts: ['120101'] },
      policy: {
        id: 'quick',
        when: [{ kinds: ['entrapment'] }],
        steps: [
          {
            id: 'station-at-once',
            clock: 'acknowledge',
            afterMs: 60_000,
            notice: 'escalated',
            calls: 2,
            tell: [{ role: 'station' }],
          },
        ],
      },
    },
  ],
};

scenario(
  'a district with clocks of its own calls its station by them, the rest of the city by the general ones',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(s(0))
      .lift('L2')
      .trapsSomebody({ lift: { districtId: '120199', siteId: 'S7' } });
    const by = until(minutes(7));
    by.expectSms('station', between(minutes(1), minutes(1, 1)));
    by.expect((asked) => {
      // The general policy goes on to its third level in the other district; the local one has no further step.
      const steps = (liftId: string) => asked.incident(liftId).response?.stepsTaken;
      expect(steps('L1')).toEqual(['station-at-once']);
      expect(steps('L2')).toContain('fire-and-police');
    });
  },
  { policy: quick },
);

scenario(
  'a refusal calls the next of the local policy at once',
  ({ at, until }) => {
    at(s(0)).lift('L1').trapsSomebody();
    at(s(10)).person('crew-1').refuses();
    until(s(20)).expectSms('station', between(s(10), s(10)));
  },
  { policy: quick },
);
