import type { Delivery } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { isSuperseded } from '../src/outbox/supersede.ts';
import { deliveriesOf } from './support/a-delivery.ts';

const end: Partial<Delivery> = { notice: 'released', channel: 'sms', episode: 1, role: 'crew' };
const taken: Partial<Delivery> = { ...end, notice: 'taken' };

test.each<[string, Partial<Delivery>, Partial<Delivery>, boolean]>([
  ['an end, by the alarm of the next episode', end, { notice: 'alarm', episode: 2 }, true],
  ['an end, by a suspicion of the next episode', end, { notice: 'suspected', episode: 2 }, true],
  ['an end, by an alarm of another incident of the kind there', end, { notice: 'alarm', incidentId: 'later' }, true],
  ['an end, by what belongs to its own episode', end, { notice: 'reminder' }, false],
  ['an end, by another end', end, { notice: 'released', episode: 2 }, false],
  ['an end, by what tells nothing of it', end, { notice: 'undelivered', episode: 2 }, false],
  ['an end for a system, which acts on each', { ...end, channel: 'webhook' }, { notice: 'alarm', episode: 2 }, false],
  ['an end, by what another person is told', end, { notice: 'alarm', episode: 2, recipientId: 'other' }, false],
  ['to stand by, by a call to come', taken, { notice: 'escalated' }, true],
  ['to stand by, by a call that asks him nothing', taken, { notice: 'alarm', role: 'manager' }, false],
  ['to stand by, by an alarm of another incident', taken, { notice: 'alarm', incidentId: 'later' }, false],
  ['an alarm', { ...end, notice: 'alarm' }, { notice: 'alarm', episode: 2 }, false],
])('superseded? %s', async (_, before, newer, expected) => {
  const [any] = await deliveriesOf('released');
  const callOff: Delivery = { ...any!, ...before };
  const next: Delivery = { ...callOff, ...newer };
  expect(isSuperseded(callOff, next)).toBe(expected);
});
