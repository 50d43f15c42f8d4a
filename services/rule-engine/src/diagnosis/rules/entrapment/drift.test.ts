import { describe, expect, test } from 'vitest';
import { inShort, ofRule, Story, told } from '../../test-language/timeline.ts';

/** Stands open at floor 1 with somebody in it since -30 (nobody if not `person`). */
const standsOpen = (person = true): Story =>
  new Story()
    .state(-60, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'opened',
      passengerPresent: false,
    })
    .state(-30, { passengerPresent: person });

describe('a car that drifts off with its door open', () => {
  test('somebody is in it: stuck between floors behind an open door, danger to life', () => {
    const findings = told(standsOpen().state(0, { doorZone: false }).alive(10, 60, 10), 60);
    const entrapment = ofRule(findings, 'entrapment');
    expect(inShort(entrapment)).toContain('X02 updated alarm @30');
    expect(entrapment.at(-1)).toMatchObject({ priority: 'P0', occupancy: 'occupied' });
    expect(entrapment.at(-1)?.tags).toContain('door-open-between-floors');
    expect(ofRule(findings, 'unintended-movement').at(-1)).toMatchObject({ priority: 'P0', occupancy: 'occupied' });
  });
  test('nobody is: no entrapment, and the movement is that of an empty car', () => {
    const findings = told(standsOpen(false).state(0, { doorZone: false }).alive(10, 60, 10), 60);
    expect(ofRule(findings, 'entrapment')).toEqual([]);
    expect(ofRule(findings, 'unintended-movement').at(-1)).toMatchObject({ occupancy: 'empty' });
  });
  test('somebody who is seen only once it stands there was not carried off', () => {
    const story = standsOpen(false).state(0, { doorZone: false }).state(20, { passengerPresent: true });
    expect(ofRule(told(story.alive(30, 90, 10), 90), 'entrapment')).toEqual([]);
  });
  test('a zone that flickers carries nobody off', () => {
    const story = standsOpen().state(0, { doorZone: false }).state(0.5, { doorZone: true });
    expect(ofRule(told(story.state(5, { passengerPresent: false }).alive(10, 60, 10), 60), 'entrapment')).toEqual([]);
  });
});
