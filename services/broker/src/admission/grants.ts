import { parseTopic } from '@liftwatch/schemas';
import type { Grant } from '../credentials/book.ts';

/** True when every topic that `filter` matches is matched by `grant` as well (MQTT filters with + and #). */
export const covers = (grant: string, filter: string): boolean => {
  const allowed = grant.split('/');
  const wanted = filter.split('/');
  for (let i = 0; i < allowed.length; i++) {
    if (allowed[i] === '#') return !(i === 0 && wanted[0]?.startsWith('$'));
    if (wanted[i] === undefined || wanted[i] === '#') return false;
    if (allowed[i] === '+' ? i === 0 && wanted[i]?.startsWith('$') : allowed[i] !== wanted[i]) return false;
  }
  return allowed.length === wanted.length;
};

export const speaksFor = (grant: Grant, liftId: string): boolean => grant.lifts === '*' || grant.lifts.has(liftId);

/** A terminal hears only the `errors` of its lifts; a service what it was granted. `$share` delivers nothing, so it is refused. */
export const maySubscribe = (grant: Grant, filter: string): boolean => {
  if (filter.startsWith('$')) return false;
  if (grant.isService) return grant.subscribe.some((allowed) => covers(allowed, filter));
  if (grant.lifts === '*' && filter === 'lift/v1/+/errors') return true;
  const topic = parseTopic(filter);
  return topic.type === 'errors' && speaksFor(grant, topic.liftId);
};

/** A terminal publishes readings and presence of its lifts; a service what it was granted. */
export const mayPublish = (grant: Grant, topicName: string): boolean => {
  if (grant.isService) return grant.publish.some((allowed) => covers(allowed, topicName));
  const topic = parseTopic(topicName);
  return (topic.type === 'reading' || topic.type === 'presence') && speaksFor(grant, topic.liftId);
};

/** The client id is the terminal's id, or begins with it and `/`. */
export const isClientIdOf = (grantId: string, clientId: string): boolean =>
  clientId === grantId || clientId.startsWith(`${grantId}/`);
