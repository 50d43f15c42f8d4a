import type { ContextEntry, Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { isOpen } from '../incidents/states.ts';
import type { Board, HeldFinding } from '../correlation/board.ts';
import { keyOf, type HeldBack } from '../holding/held-back.ts';
import type { Silence } from '../holding/silence.ts';
import { LayeredMap } from '../correlation/layered-map.ts';
import { LayeredIncidents } from '../correlation/open-incidents.ts';
import { sentOf, type Sent } from '../holding/stage.ts';
import type { Call } from '../routing/call.ts';
import type { Told } from '../routing/directory.ts';

/** What became of a finding's newest line. `incidentIds`: empty while it is held. */
export interface Seen {
  readonly findingId: string;
  readonly revision: number;
  readonly stage: Finding['stage'];
  readonly priority: Finding['priority'];
  readonly incidentIds: readonly string[];
}

/** The working set between two decisions. */
export interface Desk extends Board {
  readonly told: ReadonlyMap<string, readonly Told[]>;
  /** Messages that wait, by incident and recipient. */
  readonly heldBack: ReadonlyMap<string, HeldBack>;
  readonly heldLookedAtMs: UnixMs;
  readonly silences: readonly Silence[];
  /** Lifts at which a technician is signed in to a job. */
  readonly attended: ReadonlySet<string>;
  /** What went to persons lately. */
  readonly sent: readonly Sent[];
}

/** How a held message left the list. */
export interface Unheld {
  readonly key: string;
  readonly outcome: 'sent' | 'digest' | 'not-needed';
}

/** Everything that one decision changes; made durable as a whole or not at all. */
export interface Decision {
  readonly incidents: readonly Incident[];
  readonly deliveries: readonly Delivery[];
  readonly held: readonly HeldFinding[];
  readonly unheld: readonly string[];
  readonly seen: readonly Seen[];
  /** What the engine must hear of it, through the reading log. */
  readonly context: readonly ContextEntry[];
  readonly heldBack: readonly HeldBack[];
  readonly unheldBack: readonly Unheld[];
  /** Told in a digest that belongs to another incident. */
  readonly inDigest: readonly Delivery[];
  /** Absent: the held messages were not looked at. */
  readonly heldLookedAtMs?: UnixMs;
}

export const NOTHING: Decision = {
  incidents: [],
  deliveries: [],
  held: [],
  unheld: [],
  seen: [],
  context: [],
  heldBack: [],
  unheldBack: [],
  inDigest: [],
};

/** Several decisions as one, in their order: what a batch of lines changes is made durable as a whole. */
export const mergedDecision = (decisions: readonly Decision[]): Decision => {
  const last = <T>(all: readonly T[], keyOf: (one: T) => string): T[] => [
    ...new Map(all.map((one) => [keyOf(one), one])).values(),
  ];
  const held = new Map<string, HeldFinding>();
  const unheld = new Set<string>();
  const heldBack = new Map<string, HeldBack>();
  for (const decision of decisions) {
    for (const one of decision.held) held.set(one.finding.findingId, one);
    for (const id of decision.unheld) {
      held.delete(id);
      unheld.add(id);
    }
    for (const { key } of decision.unheldBack) heldBack.delete(key);
    for (const one of decision.heldBack) heldBack.set(keyOf(one), one);
  }
  const lookedAtMs = decisions.findLast((d) => d.heldLookedAtMs !== undefined)?.heldLookedAtMs;
  return {
    incidents: last(
      decisions.flatMap((d) => d.incidents),
      (i) => i.incidentId,
    ),
    deliveries: decisions.flatMap((d) => d.deliveries),
    held: [...held.values()],
    unheld: [...unheld].filter((id) => !held.has(id)),
    seen: last(
      decisions.flatMap((d) => d.seen),
      (s) => s.findingId,
    ),
    context: decisions.flatMap((d) => d.context),
    heldBack: [...heldBack.values()],
    unheldBack: last(
      decisions.flatMap((d) => d.unheldBack),
      (u) => u.key,
    ),
    inDigest: decisions.flatMap((d) => d.inDigest),
    ...(lookedAtMs === undefined ? {} : { heldLookedAtMs: lookedAtMs }),
  };
};

/** One decision in the making: stages read the board through it, and it remembers what they changed. */
export class Draft implements Desk {
  readonly open: LayeredIncidents;
  readonly held: LayeredMap<string, HeldFinding>;
  readonly told: LayeredMap<string, readonly Told[]>;
  readonly heldBack: LayeredMap<string, HeldBack>;
  readonly silences: readonly Silence[];
  readonly attended: ReadonlySet<string>;
  sent: readonly Sent[];
  heldLookedAtMs: UnixMs;
  readonly #unheldBack = new Map<string, Unheld>();
  readonly #before: Desk;
  readonly #changed = new Map<string, Incident>();
  readonly #deliveries: Delivery[] = [];
  readonly #seen = new Map<string, Seen>();
  readonly #context: ContextEntry[] = [];
  readonly #inDigest: Delivery[] = [];
  readonly #calls = new Map<string, readonly Call[]>();

  constructor(desk: Desk) {
    this.#before = desk;
    this.open = new LayeredIncidents(desk.open);
    this.held = new LayeredMap(desk.held);
    this.told = new LayeredMap(desk.told);
    this.heldBack = new LayeredMap(desk.heldBack);
    this.silences = desk.silences;
    this.attended = desk.attended;
    this.sent = desk.sent;
    this.heldLookedAtMs = desk.heldLookedAtMs;
  }

  /** As it was before this decision. */
  before(incidentId: string): Incident | undefined {
    return this.#before.open.get(incidentId);
  }

  put(incident: Incident): void {
    this.#changed.set(incident.incidentId, incident);
    if (isOpen(incident)) this.open.set(incident.incidentId, incident);
    else this.open.delete(incident.incidentId);
  }

  changed(): readonly Incident[] {
    return [...this.#changed.values()];
  }

  remember(seen: Seen): void {
    this.#seen.set(seen.findingId, seen);
  }

  send(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      this.#deliveries.push(delivery);
      this.sent = [...this.sent, ...sentOf(delivery)];
      this.told.set(delivery.incidentId, toldAfter(this.told.get(delivery.incidentId) ?? [], delivery));
    }
  }

  /** Lists a message that waits, in the place of an earlier one of the same incident to the same person. */
  holdBack(held: HeldBack): void {
    this.heldBack.set(keyOf(held), held);
  }

  waitsAlready(delivery: Delivery): boolean {
    return this.heldBack.get(keyOf({ delivery }))?.delivery.notice === delivery.notice;
  }

  /** Told in a message that belongs to another incident. */
  toldInDigest({ delivery }: HeldBack): void {
    const { incidentId } = delivery;
    this.told.set(incidentId, toldAfter(this.told.get(incidentId) ?? [], { ...delivery, notice: 'digest' }));
    this.#inDigest.push(delivery);
  }

  unholdBack(held: HeldBack, outcome: Unheld['outcome']): void {
    const key = keyOf(held);
    this.heldBack.delete(key);
    this.#unheldBack.set(key, { key, outcome });
  }

  lookedAtHeld(nowMs: UnixMs): void {
    this.heldLookedAtMs = nowMs;
  }

  /** A step of escalation that tells people beyond what the change itself tells. */
  call(incidentId: string, call: Call): void {
    this.#calls.set(incidentId, [...this.callsOf(incidentId), call]);
  }

  callsOf(incidentId: string): readonly Call[] {
    return this.#calls.get(incidentId) ?? [];
  }

  /** The engine hears of it with the same commit. */
  tellEngine(entry: ContextEntry): void {
    this.#context.push(entry);
  }

  decision(): Decision {
    return {
      incidents: this.changed(),
      deliveries: this.#deliveries,
      held: [...this.held.changed().values()],
      unheld: [...this.held.gone()],
      seen: [...this.#seen.values()],
      context: this.#context,
      heldBack: [...this.heldBack.changed().values()],
      inDigest: this.#inDigest,
      unheldBack: [...this.#unheldBack.values()].filter(({ key }) => !this.heldBack.has(key)),
      ...(this.heldLookedAtMs === this.#before.heldLookedAtMs ? {} : { heldLookedAtMs: this.heldLookedAtMs }),
    };
  }
}

/** Who was told, once this delivery is counted. */
export const toldAfter = (told: readonly Told[], delivery: Delivery): readonly Told[] => {
  const at = told.findIndex((t) => t.recipientId === delivery.recipientId && t.episode === delivery.episode);
  const { recipientId, personId, role, channel, address, language, episode, deliveryId, createdAtMs } = delivery;
  const known = told[at];
  if (known) {
    const later = channel === 'cap' ? { later: [...(known.later ?? []), { deliveryId, createdAtMs }] } : {};
    return told.with(at, { ...known, ...later, notices: [...known.notices, delivery.notice] });
  }
  const first = { deliveryId, createdAtMs };
  return [
    ...told,
    {
      recipientId,
      ...(personId === undefined ? {} : { personId }),
      role,
      channel,
      ...(address === undefined ? {} : { address }),
      ...(language === undefined ? {} : { language }),
      episode,
      first,
      notices: [delivery.notice],
      onsetAtMs: delivery.content.onsetAtMs,
    },
  ];
};
