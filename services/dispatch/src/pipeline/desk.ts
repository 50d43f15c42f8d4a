import type { Incident, UnixMs } from '@liftwatch/schemas';
import type { HeldFinding } from '../correlation/board.ts';
import { keyOf, type HeldBack } from '../holding/held-back.ts';
import type { Silence } from '../holding/silence.ts';
import { sentOf, type Sent } from '../holding/stage.ts';
import { isOpen } from '../incidents/states.ts';
import type { Told } from '../routing/directory.ts';
import { toldAfter, type Decision, type Desk } from './draft.ts';
import { LayeredMap } from '../correlation/layered-map.ts';
import { LayeredIncidents, type WritableIncidents } from '../correlation/open-incidents.ts';

/** The budget looks back no further than this. */
export const SENT_WITHIN_MS = 3_600_000;

const recent = (sent: readonly Sent[]): readonly Sent[] => {
  const newest = sent.at(-1)?.atMs ?? 0;
  return sent.filter((s) => s.atMs > newest - SENT_WITHIN_MS);
};

const withoutAddress = <T extends { readonly address?: string | undefined }>({ address: _address, ...rest }: T) => rest;

type Writable<K, V> = ReadonlyMap<K, V> & { set(key: K, value: V): unknown; delete(key: K): unknown };

interface Content extends Omit<Desk, 'open' | 'held' | 'told' | 'heldBack'> {
  readonly open: WritableIncidents;
  readonly held: Writable<string, HeldFinding>;
  readonly told: Writable<string, readonly Told[]>;
  readonly heldBack: Writable<string, HeldBack>;
}

/** The working set in memory. Changed in place, and only by decisions that are durable or lie in a batch that will be. */
export class WorkingDesk implements Desk {
  readonly open: Content['open'];
  readonly held: Content['held'];
  readonly told: Content['told'];
  readonly heldBack: Content['heldBack'];
  heldLookedAtMs: UnixMs;
  silences: readonly Silence[];
  attended: ReadonlySet<string>;
  sent: readonly Sent[];

  constructor(content: Content) {
    this.open = content.open;
    this.held = content.held;
    this.told = content.told;
    this.heldBack = content.heldBack;
    this.heldLookedAtMs = content.heldLookedAtMs;
    this.silences = content.silences;
    this.attended = content.attended;
    this.sent = content.sent;
  }

  /** The same, to be changed by a batch without touching this one. */
  layered(): WorkingDesk {
    const { heldLookedAtMs, silences, attended, sent } = this;
    return new WorkingDesk({
      open: new LayeredIncidents(this.open),
      held: new LayeredMap(this.held),
      told: new LayeredMap(this.told),
      heldBack: new LayeredMap(this.heldBack),
      ...{ heldLookedAtMs, silences, attended, sent },
    });
  }

  apply(decision: Decision): void {
    const digested = decision.inDigest.map((d) => ({ ...d, notice: 'digest' as const }));
    for (const delivery of [...decision.deliveries, ...digested])
      this.told.set(delivery.incidentId, toldAfter(this.told.get(delivery.incidentId) ?? [], delivery));
    for (const incident of decision.incidents) this.#put(incident);
    for (const { key } of decision.unheldBack) this.heldBack.delete(key);
    for (const one of decision.heldBack) this.heldBack.set(keyOf(one), one);
    for (const one of decision.held) this.held.set(one.finding.findingId, one);
    for (const id of decision.unheld) this.held.delete(id);
    this.heldLookedAtMs = decision.heldLookedAtMs ?? this.heldLookedAtMs;
    const sent = decision.deliveries.flatMap(sentOf);
    if (sent.length > 0) this.sent = recent([...this.sent, ...sent]);
  }

  /** Takes out the addresses of these contacts: who was told stays, where is forgotten. */
  forget(contactIds: ReadonlySet<string>): void {
    for (const [incidentId, told] of [...this.told])
      if (told.some((to) => contactIds.has(to.recipientId)))
        this.told.set(
          incidentId,
          told.map((to) => (contactIds.has(to.recipientId) ? withoutAddress(to) : to)),
        );
    for (const [key, held] of [...this.heldBack])
      if (contactIds.has(held.delivery.recipientId))
        this.heldBack.set(key, { ...held, delivery: withoutAddress(held.delivery) });
  }

  #put(incident: Incident): void {
    if (isOpen(incident)) return void this.open.set(incident.incidentId, incident);
    this.open.delete(incident.incidentId);
    this.told.delete(incident.incidentId);
  }
}
