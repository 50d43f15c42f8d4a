import { describe, expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

const CABIN = { terminal: 'T-cabin' };

/**
 * The controller's terminal T-A tells of car and door, T-cabin of people: nobody boards, and the car stops between
 * floors at 80 s.
 */
const empty = (cabinUntilS: number, untilS = 600) =>
  new Recording({ untilS })
    .session('T-cabin', 0, 'connected')
    .session('T-A', 0, 'connected')
    .state('A', 0, { passengerPresent: false }, CABIN)
    .state('A', 0, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      powerStatus: 'normal',
    })
    .state('A', 1, { carDoorStatus: 'opened' })
    .state('A', 8, { carDoorStatus: 'closed' })
    .depart('A', 60)
    .stop('A', 80, false)
    .heartbeats('A', 90, untilS)
    .heartbeats('A', 15, cabinUntilS, CABIN);

describe('two terminals speak for one lift', () => {
  test('both alive: the car is known to be empty, and there is no entrapment', async () => {
    const out = await empty(600).replay();
    expect(out.entrapments('A')).toEqual([]);
  });

  test('the one that tells of people is disconnected while the car runs: row 6, at 140 s', async () => {
    const out = await empty(45).session('T-cabin', 70, 'disconnected').replay();
    expect(out.entrapments('A')).toEqual(['alarm 140']);
    expect(out.alarms('A', 'X02')[0]).toMatchObject({ occupancy: 'unknown' });
    expect(out.alarms('A', 'X19')).toEqual([]);
  });

  test('it falls silent: three intervals, then row 6', async () => {
    const out = await empty(45).replay();
    expect(out.entrapments('A')).toEqual(['alarm 285']);
    expect(out.alarms('A', 'X19')).toEqual([]);
  });

  test('it is heard again within those 60 s: what it said holds again, and nobody is called', async () => {
    const out = await empty(600).session('T-cabin', 120, 'disconnected').session('T-cabin', 130, 'connected').replay();
    expect(out.entrapments('A')).toEqual([]);
  });

  test('a timer that runs for people is not stopped by the silence of the terminal that saw them', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .board('A', 10, null)
      .state('A', 14, { passengerPresent: true }, CABIN)
      .depart('A', 30)
      .stop('A', 40, false)
      .session('T-cabin', 45, 'disconnected')
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.entrapments('A')).toEqual(['suspected 60', 'alarm 70']);
  });

  test('the terminal that tells of the door is lost while it stands open, and the car leaves: who is in it is unknown', async () => {
    const out = await new Recording({ untilS: 300 })
      .idle('A')
      .state('A', 5, { carDoorStatus: 'opened' }, CABIN)
      .session('T-cabin', 10, 'disconnected')
      .depart('A', 30)
      .stop('A', 40, false)
      .heartbeats('A', 60, 300)
      .replay();
    expect(out.entrapments('A')).toEqual(['alarm 100']);
    expect(out.alarms('A', 'X02')[0]).toMatchObject({ occupancy: 'unknown' });
  });

  test('a value that both report holds while one of them is heard', async () => {
    const out = await empty(45)
      .state('A', 50, { passengerPresent: false })
      .session('T-cabin', 70, 'disconnected')
      .replay();
    expect(out.entrapments('A')).toEqual([]);
  });

  test('all lost: the link of the lift is lost as ever', async () => {
    const lost = new Recording({ untilS: 900 })
      .idle('A')
      .state('A', 5, { passengerPresent: false }, CABIN)
      .session('T-cabin', 20, 'disconnected')
      .session('T-A', 30, 'disconnected');
    expect((await lost.replay()).alarms('A', 'X19')).toHaveLength(1);
  });
});
