import fc from 'fast-check';
import { boards, Story } from '../src/diagnosis/test-language/timeline.ts';

/** What a terminal or a person says besides states and codes. */
const besides = [
  ...Array.from({ length: 12 }, () => '' as const),
  'trip',
  'cycle',
  'half-cycle',
  'battery',
  'mains',
  'self-test',
  'rejected',
  'confirmed',
  'call-started',
  'technician-in',
  'technician-out',
] as const;

const tellBesides = (story: Story, at: number, what: (typeof besides)[number]): void => {
  if (what === 'trip') story.trip(at, { brakeSwitchMismatches: at % 7 === 0 ? 1 : 0 });
  else if (what === 'cycle' || what === 'half-cycle') story.door(at, { floor: '1', fullyOpened: what === 'cycle' });
  else if (what === 'battery' || what === 'mains') story.terminal(at, { powerSource: what });
  else if (what === 'self-test') story.terminal(at, { sensors: { passengerPresent: at % 2 === 0 ? 'fault' : 'ok' } });
  else if (what === 'technician-in' || what === 'technician-out')
    story.context(at, { type: 'job', jobId: 'J', phase: what });
  else if (what !== '') story.context(at, { type: 'operator-decision', decision: what, vulnerable: ['child'] });
};

const part = fc.record({
  at: fc.integer({ min: -60, max: 900 }),
  lateS: fc.constantFrom(0, 0, 0, 0, 2, 90, 400),
  body: fc.oneof(
    fc.record({ carStatus: fc.constantFrom('stopped', 'running', null) }),
    fc.record({ doorZone: fc.constantFrom(true, false, null) }),
    fc.record({ passengerPresent: fc.constantFrom(true, false, null) }),
    fc.record({ carDoorStatus: fc.constantFrom('opened', 'closed', 'closing') }),
    fc.record({ powerStatus: fc.constantFrom('normal', 'lost', null) }),
    fc.record({ peopleCount: fc.constantFrom(0, 2), carTemperatureC: fc.constantFrom(20, 40) }),
    fc.record({ brakeTestPercent: fc.constantFrom(100, 150), callButtonHeld: fc.boolean() }),
    fc.record({ serviceMode: fc.constantFrom('normal', 'inspection', 'out-of-service') }),
  ),
  besides: fc.constantFrom(...besides),
  code: fc.constantFrom('', '', '', '04', '01', '90'),
  session: fc.constantFrom('', '', '', '', '', 'connected', 'disconnected'),
});

const storyOf = (liftId: string, parts: readonly (typeof part extends fc.Arbitrary<infer T> ? T : never)[]): Story => {
  const story = boards(new Story(liftId), -70);
  for (const one of [...parts].sort((a, b) => a.at - b.at)) {
    const by = one.lateS > 0 ? { so: one.at - one.lateS } : {};
    if (one.session !== '') story.session(one.at, one.session as 'connected');
    else if (one.besides !== '') tellBesides(story, one.at, one.besides);
    else if (one.code !== '') story.code(one.at, one.code, by);
    else story.state(one.at, one.body as object, by);
  }
  return story;
};
/** Two lifts, A and B, of which anything may be told: late, out of order, by event or by state, with people at work there. */
export const stories = fc
  .tuple(fc.array(part, { maxLength: 25 }), fc.array(part, { maxLength: 15 }))
  .map(([a, b]) => [storyOf('A', a), storyOf('B', b)] as const);
/** Of our own intake. */
export const holes = fc.constantFrom([], [{ from: 200, to: 420 }]);
