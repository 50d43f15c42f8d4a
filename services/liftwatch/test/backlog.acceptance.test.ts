import { expect, test } from 'vitest';
import { Recording } from './recording/recording.ts';

/** People stand between floors from `stopS`; the terminal sends it all at 130 s, one publish after the other. */
const drained = (stopS: number, openS?: number) => {
  const sent = { receivedS: 130, sentS: 130 };
  const story = new Recording({ untilS: 400 })
    .facts('A')
    .session('T-A', 0, 'connected')
    .state(
      'A',
      5,
      { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, floor: '1', carDoorStatus: 'opened' },
      sent,
    )
    .state('A', 10, { passengerPresent: true }, sent)
    .state('A', 15, { carDoorStatus: 'closed' }, sent)
    .state('A', 21, { carStatus: 'running' }, sent)
    .state('A', 22, { doorZone: false }, sent)
    .state('A', stopS, { carStatus: 'stopped' }, sent)
    .state('A', 72, {}, sent)
    .heartbeats('A', 135, 400);
  return openS === undefined
    ? story
    : story
        .state('A', openS, { doorZone: true, carDoorStatus: 'opened' }, sent)
        .state('A', 140, { passengerPresent: false })
        .state('A', 145, { carDoorStatus: 'closed' });
};

test('a backlog that drains into live readings: what began and ended in it is told once, as history, and to nobody', async () => {
  const out = await drained(40, 75).replay();
  expect(out.entrapments('A')).toEqual(['history 75']);
  expect(out.told('A')).toEqual([]);
});

test('shorter than the alarm needs: not even that', async () => {
  const out = await drained(50, 77).replay();
  expect(out.entrapments('A')).toEqual([]);
  expect(out.told('A')).toEqual([]);
});

test('still so when the backlog has ended: an alarm with its age', async () => {
  const out = await drained(40).replay();
  expect(out.entrapments('A')).toEqual(['alarm 70']);
  expect(out.told('A')).toContain('alarm firm');
});
