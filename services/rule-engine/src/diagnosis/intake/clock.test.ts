import { describe, expect, test } from 'vitest';
import { found, Story } from '../test-language/timeline.ts';

/** A terminal whose clock has stood since second -120: whatever it says, and whenever, it dates to that. */
class Frozen extends Story {
  override state(at: number, body: Parameters<Story['state']>[1], by: Parameters<Story['state']>[2] = {}): this {
    return super.state(at, body, { so: -120, sent: -120, ...by });
  }
}
const rides = (story: Story = new Frozen()): Story =>
  story
    .state(-120, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      carDoorStatus: 'opened',
      passengerPresent: false,
    })
    .state(-45, { passengerPresent: true })
    .state(-27, { carDoorStatus: 'closed' })
    .state(-20, { carStatus: 'running' })
    .state(-19, { doorZone: false });

describe('a terminal whose clock stands still', () => {
  test('people between floors are found in time', () => {
    const story = rides().state(0, { carStatus: 'stopped' }).alive(10, 60, 10);
    expect(found('entrapment', story, 60)).toEqual(['X02 raised suspected @20', 'X02 updated alarm @30']);
  });
  test('and nobody is called early: a stop that is over after 25 s', () => {
    const story = rides()
      .state(0, { carStatus: 'stopped' })
      .state(15, {})
      .state(25, { doorZone: true })
      .state(27, { carDoorStatus: 'opened' });
    expect(found('entrapment', story, 60)).toEqual(['X02 raised suspected @20', 'X02 cleared withdrawn @27']);
  });
  test('its clock goes on: the true times are taken', () => {
    const story = rides().state(0, { carStatus: 'stopped' }, { so: 0, sent: 0 }).state(5, {}, { so: 5, sent: 5 });
    expect(found('entrapment', story, 60)).toContain('X02 updated alarm @30');
  });
});

test('readings of one moment that come a few seconds apart are of that moment', () => {
  const story = rides(new Story())
    .state(0, { carStatus: 'stopped' })
    .state(8, { floor: '3' }, { so: 0, sent: 0 })
    .alive(20, 60, 10);
  expect(found('entrapment', story, 60)).toContain('X02 updated alarm @30');
  const late = rides(new Story())
    .state(0, { floor: '3' })
    .state(8, { carStatus: 'stopped' }, { so: 0, sent: 0 })
    .alive(20, 60, 10);
  expect(found('entrapment', late, 60)).toContain('X02 updated alarm @30');
});
