import type {
  Bilingual,
  Delivery,
  DeliveryContent,
  Incident,
  NoticeKind,
  RecipientRole,
  TimelineEntry,
  UnixMs,
} from '@liftwatch/schemas';
import type { Hash } from '../incidents/open.ts';
import { isLive } from '../incidents/states.ts';
import type { Call } from './call.ts';
import { contentOf } from './content.ts';
import { personOf, type Directory, type Recipient, type Takes, type Told } from './directory.ts';
import { levelOfRole } from './level.ts';
import { callsOff, noticesOf } from './notices.ts';
import { routeOf, type RoutingPolicy } from './policy.ts';

export interface Routed {
  readonly deliveries: readonly Delivery[];
  /** Lines for the incident's timeline: who is told what and why; also why nobody is. */
  readonly reasons: readonly Omit<TimelineEntry, 'atMs'>[];
}

interface Known {
  readonly policy: RoutingPolicy;
  readonly directory: Directory;
  readonly told: readonly Told[];
  readonly calls: readonly Call[];
  readonly nowMs: UnixMs;
  readonly hash: Hash;
  readonly takes: Takes;
}

/** The same, told apart by episode. */
interface Here extends Known {
  readonly formerly: readonly Told[];
}

interface Message {
  readonly notice: NoticeKind;
  readonly to: Recipient;
  readonly reason: string;
  readonly takeOutOfUse?: boolean;
  readonly level?: 1 | 2 | 3;
  readonly note?: Bilingual;
}

const byRoles = (roles: readonly RecipientRole[], incident: Incident, known: Known) => {
  const wanted = [...roles, ...(incident.lift.registered || roles.length === 0 ? [] : known.policy.unregisteredAlso)];
  const found = [...new Set(wanted)].map((role) => ({
    role,
    recipients: known.directory.recipientsOf(role, incident, known.nowMs),
  }));
  const missing = found.filter((f) => f.recipients.length === 0).map((f) => f.role);
  // A role without anybody behind it must not swallow the message: the operator takes it.
  const instead =
    missing.length > 0 && !wanted.includes('operator')
      ? known.directory.recipientsOf('operator', incident, known.nowMs)
      : [];
  return { recipients: [...found.flatMap((f) => f.recipients), ...instead], missing };
};

const isVoice = (to: Recipient): boolean => to.channel === 'voice';

/** A call wakes somebody to act. What needs no act follows by message, where his role was told by one. */
const withoutCalls = (told: readonly Told[]): readonly Told[] =>
  told.filter((to) => !isVoice(to) || !told.some((other) => other.role === to.role && !isVoice(other)));

const goesOn: Bilingual = { zh: '已并入同一电梯的其他事件', en: 'goes on in another incident of the lift' };

const follow = (notice: NoticeKind, incident: Incident, told: readonly Told[]): Message[] =>
  withoutCalls(told).map((to) => ({
    notice,
    to,
    reason: 'follows-to-whoever-was-told',
    ...(incident.outcome === 'merged' ? { note: goesOn } : {}),
  }));

/** Roles whose notice is `updated` and who have not heard of the alarm hear of it as an alarm. */
const heard = (notice: NoticeKind, told: Told | undefined): NoticeKind =>
  notice === 'updated' && !told?.notices.some((n) => n === 'alarm' || n === 'updated') ? 'alarm' : notice;

/** The feed of a city has no word for an exercise: it would send rescuers. CAP has one. */
const wouldTakeForReal = (incident: Incident, to: Recipient): boolean =>
  incident.drill === true && to.channel === 'city';

const toMessages = (notice: NoticeKind, incident: Incident, known: Known) => {
  if (known.policy.followTold.includes(notice))
    return { messages: follow(notice, incident, known.told), missing: [], row: 'follows-to-whoever-was-told' };
  const row = routeOf(known.policy, notice, incident);
  if (!row) return { messages: [], missing: [], row: 'policy-names-nobody' };
  const { recipients, missing } = byRoles(row.tell, incident, known);
  const messages = recipients
    .filter((to) => !wouldTakeForReal(incident, to))
    .map((to): Message => {
      const told = known.told.find((t) => t.recipientId === to.recipientId);
      return { notice: heard(notice, told), to, reason: row.id, takeOutOfUse: row.takeOutOfUse ?? false };
    });
  return { messages, missing, row: row.id };
};

/** What has begun anew says so to whoever was told of the former one: whichever of his messages he reads last, he can tell them apart. */
const formerOnset = ({ notice, to }: Message, known: Here): Pick<DeliveryContent, 'formerOnsetAtMs'> => {
  const isOf = (t: Told): boolean => t.recipientId === to.recipientId;
  const former = known.formerly.findLast(isOf);
  if (!former || callsOff({ notice }) || known.told.some(isOf)) return {};
  return { formerOnsetAtMs: former.onsetAtMs };
};

const deliveryOf = (message: Message, incident: Incident, known: Here): Delivery => {
  const told = known.told.find((t) => t.recipientId === message.to.recipientId);
  const { recipientId, personId, role, channel, address, language } = message.to;
  return {
    deliveryId: known.hash(
      `delivery|${incident.incidentId}|${incident.episode}|${incident.revision}|${message.notice}|${recipientId}`,
    ),
    incidentId: incident.incidentId,
    episode: incident.episode,
    notice: message.notice,
    role,
    recipientId,
    ...(personId === undefined ? {} : { personId }),
    channel,
    ...(address === undefined ? {} : { address }),
    ...(language === undefined ? {} : { language }),
    reason: message.reason,
    content: contentOf(incident, {
      takeOutOfUse: message.takeOutOfUse ?? false,
      ...(message.level === undefined ? {} : { level: message.level }),
      ...(message.note === undefined ? {} : { note: message.note }),
      ...(incident.response?.owner?.id === personOf(message.to) ? { toOwner: true as const } : {}),
      ...formerOnset(message, known),
    }),
    ...(told === undefined ? {} : { refersTo: told.first }),
    ...(told?.later === undefined ? {} : { alsoRefersTo: [...told.later] }),
    createdAtMs: known.nowMs,
    state: 'queued',
    attempts: 0,
    possiblyRepeated: false,
  };
};

/** Whom a step of escalation tells; a role without anybody is the operator's, unless the step can do without it. */
const stepMessages = (call: Call, incident: Incident, known: Known) => {
  const found = call.tell.map(({ role, by, ifAny }) => ({
    role,
    ifAny,
    recipients: known.directory
      .recipientsOf(role, incident, known.nowMs)
      .filter((to) => by === undefined || (by === 'call') === isVoice(to)),
  }));
  const missing = found.filter((f) => f.recipients.length === 0);
  const named = call.tell.some((t) => t.role === 'operator');
  const instead =
    !named && missing.some((f) => !f.ifAny) ? known.directory.recipientsOf('operator', incident, known.nowMs) : [];
  const everybody = [...found.flatMap((f) => f.recipients), ...instead];
  const isCalled = (to: Recipient): boolean => call.calls !== undefined && levelOfRole(to.role) === call.calls;
  const note = call.calls === undefined || everybody.some(isCalled) ? call.note : call.noteOfNobody;
  const messages = everybody.map((to): Message => {
    return {
      notice: isCalled(to) ? 'escalated' : call.notice,
      to,
      reason: call.reason,
      note,
      ...(call.calls === undefined ? {} : { level: call.calls }),
    };
  });
  return { messages, missing: missing.map((f) => f.role) };
};

/** Somebody has taken it on: the others who would come stand by. */
const takenMessages = (before: Incident | undefined, after: Incident, told: readonly Told[]): Message[] => {
  const owner = after.response?.owner;
  if (!owner || before?.response?.owner?.id === owner.id) return [];
  const note = { zh: `${owner.id}已接单`, en: `taken on by ${owner.id}` };
  return withoutCalls(told)
    .filter((to) => levelOfRole(to.role) !== undefined && to.recipientId !== owner.id && personOf(to) !== owner.id)
    .map((to) => ({ notice: 'taken', to, reason: 'one-owner-others-stand-by', note }));
};

/**
 * Who would hear of the alarm now and has not: the firm that a shared cause spreads to, whoever has come on duty meanwhile. Nobody hears
 * it twice, and nobody is called to what somebody has taken on, unless it has reached lifts of his own.
 */
const latecomers = (before: Incident | undefined, after: Incident, known: Known): Message[] => {
  if (!before || !isLive(before) || !isLive(after)) return [];
  // One more lift of a firm that has been told is not news; of tens of thousands of lifts few are of another firm.
  const fresh = after.suppressed.slice(before.suppressed.length);
  const isKnown = (firmId: string | undefined): boolean => before.suppressed.some((s) => s.firmId === firmId);
  if (fresh.length > 0 && fresh.every((s) => isKnown(s.firmId))) return [];
  const { messages } = toMessages('alarm', after, known);
  const isTakenOn = after.response?.owner !== undefined && fresh.length === 0;
  const isCalled = (m: Message): boolean => levelOfRole(m.to.role) !== undefined;
  return messages.filter(
    (m) =>
      !(isTakenOn && isCalled(m)) &&
      !known.told.some((t) => t.recipientId === m.to.recipientId && t.notices.some((n) => n !== 'suspected')),
  );
};

/** Decides who is told of what has become of an incident, and why. Pure. */
export const route = (before: Incident | undefined, after: Incident, known: Known): Routed => {
  const told = known.told.filter((t) => t.episode === after.episode);
  const here = { ...known, told, formerly: known.told.filter((t) => t.episode < after.episode) };
  const notices = noticesOf(before, after);
  const plans = notices.map((notice) => ({ notice, ...toMessages(notice, after, here) }));
  const late = notices.includes('updated') ? [] : latecomers(before, after, here);
  const steps = known.calls.map((call) => ({ notice: call.notice, ...stepMessages(call, after, here) }));
  const messages = [...plans, ...steps].flatMap((p) => p.messages);
  const all = [...messages, ...late, ...takenMessages(before, after, told)];
  const isTaken = ({ notice, to }: Message): boolean => known.takes(to.channel, notice);
  const deliveries = all.filter(isTaken).map((m) => deliveryOf(m, after, here));
  const unique = [...new Map(deliveries.map((d) => [d.deliveryId, d])).values()];
  return {
    deliveries: unique,
    reasons: [
      ...all
        .filter((m) => !isTaken(m))
        .map(({ notice, to }) => ({
          what: 'not-told',
          reason: 'its-channel-has-no-such-message',
          who: to.recipientId,
          detail: `${notice} ${to.channel} ${to.recipientId}`,
        })),
      ...plans
        .filter((p) => p.messages.length === 0)
        .map((p) => ({ what: 'nobody-told', reason: p.row, detail: p.notice })),
      ...[...plans, ...steps].flatMap((p) =>
        p.missing.map((role) => ({ what: 'nobody-registered', reason: `no-${role}`, detail: p.notice })),
      ),
    ],
  };
};
