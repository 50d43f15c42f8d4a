import type { ContextEntry, Delivery, Finding, Incident } from '@liftwatch/schemas';
import { isOpen } from '../incidents/states.ts';
import type { Board, HeldFinding } from '../correlation/board.ts';
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
}

export const NOTHING: Decision = { incidents: [], deliveries: [], held: [], unheld: [], seen: [], context: [] };

/** One decision in the making: stages read the board through it, and it remembers what they changed. */
export class Draft implements Desk {
  readonly open: Map<string, Incident>;
  readonly held: Map<string, HeldFinding>;
  readonly told: Map<string, readonly Told[]>;
  readonly #before: Desk;
  readonly #changed = new Map<string, Incident>();
  readonly #deliveries: Delivery[] = [];
  readonly #seen = new Map<string, Seen>();
  readonly #context: ContextEntry[] = [];

  constructor(desk: Desk) {
    this.#before = desk;
    this.open = new Map(desk.open);
    this.held = new Map(desk.held);
    this.told = new Map(desk.told);
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
      this.told.set(delivery.incidentId, toldAfter(this.told.get(delivery.incidentId) ?? [], delivery));
    }
  }

  /** The engine hears of it with the same commit. */
  tellEngine(entry: ContextEntry): void {
    this.#context.push(entry);
  }

  decision(): Decision {
    return {
      incidents: this.changed(),
      deliveries: this.#deliveries,
      held: [...this.held.values()].filter((h) => this.#before.held.get(h.finding.findingId) !== h),
      unheld: [...this.#before.held.keys()].filter((id) => !this.held.has(id)),
      seen: [...this.#seen.values()],
      context: this.#context,
    };
  }
}

/** Who was told, once this delivery is counted. */
export const toldAfter = (told: readonly Told[], delivery: Delivery): readonly Told[] => {
  const at = told.findIndex((t) => t.recipientId === delivery.recipientId && t.episode === delivery.episode);
  if (at >= 0) return told.with(at, { ...told[at]!, notices: [...told[at]!.notices, delivery.notice] });
  const { recipientId, role, channel, address, episode, deliveryId, createdAtMs } = delivery;
  const first = { deliveryId, createdAtMs };
  return [
    ...told,
    {
      recipientId,
      role,
      channel,
      ...(address === undefined ? {} : { address }),
      episode,
      first,
      notices: [delivery.notice],
    },
  ];
};
