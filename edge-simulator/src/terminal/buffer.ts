import type { ReadingKind } from '@liftwatch/schemas';

/** One reading on its way; kept until the broker has acknowledged it. */
export interface Held {
  /** Place in the order of this terminal, over all its boots. */
  readonly order: number;
  /** True time of the reading, whatever the terminal's clock says, ms. */
  readonly heldSinceMs: number;
  readonly liftId: string;
  readonly kind: ReadingKind;
  readonly at: number;
  readonly boot: string;
  readonly seq: number;
  readonly body: object;
}

/** What one publish carries: readings of one lift and kind, oldest first. */
export interface Parcel {
  readonly liftId: string;
  readonly kind: ReadingKind;
  readonly readings: readonly Held[];
}

/**
 * The store of store-and-forward: what was not yet sent, and what was sent and not yet acknowledged. Within a lift,
 * readings leave in the order of `seq`; what a broken connection left unacknowledged leaves again, before the rest.
 */
export interface Buffer {
  readonly unsentCount: number;
  readonly unackedCount: number;
  /** True time of the oldest unsent reading; Infinity when there is none. */
  readonly oldestUnsentMs: number;
  /** Readings given up because the store was full, oldest first. */
  readonly droppedCount: number;
  add(reading: Held): void;
  /** The next publishes, at most `publishes` of at most `perPublish` readings; they count as sent. */
  take(publishes: number, perPublish: number): readonly Parcel[];
  acked(parcel: Parcel): void;
  /** The connection is gone: everything unacknowledged is unsent again. */
  connectionLost(): void;
}

const WINDOW = 2_000;

export const createBuffer = (capacity: number): Buffer => {
  let unsent: Held[] = [];
  const inFlight = new Set<Parcel>();
  let unackedCount = 0;
  let droppedCount = 0;

  /** Readings of one lift stay in order: a parcel is closed for good when its lift goes on with another kind. */
  const pack = (publishes: number, perPublish: number): { parcels: Held[][]; used: Set<Held> } => {
    const parcels: Held[][] = [];
    const open = new Map<string, Held[]>();
    const shut = new Set<string>();
    const used = new Set<Held>();
    for (const reading of unsent.slice(0, WINDOW)) {
      if (shut.has(reading.liftId)) continue;
      const current = open.get(reading.liftId);
      if (current?.[0]?.kind === reading.kind && current.length < perPublish) current.push(reading);
      else if (parcels.length < publishes) {
        const parcel = [reading];
        parcels.push(parcel);
        open.set(reading.liftId, parcel);
      } else {
        shut.add(reading.liftId);
        continue;
      }
      used.add(reading);
    }
    return { parcels, used };
  };
  return {
    get unsentCount() {
      return unsent.length;
    },
    get unackedCount() {
      return unackedCount;
    },
    get oldestUnsentMs() {
      return unsent[0]?.heldSinceMs ?? Infinity;
    },
    get droppedCount() {
      return droppedCount;
    },
    add(reading) {
      unsent.push(reading);
      if (unsent.length + unackedCount <= capacity) return;
      unsent.shift();
      droppedCount++;
    },
    take(publishes, perPublish) {
      if (unsent.length === 0 || publishes <= 0) return [];
      const { parcels, used } = pack(publishes, perPublish);
      unsent = unsent.length === used.size ? [] : unsent.filter((r) => !used.has(r));
      unackedCount += used.size;
      return parcels.flatMap((readings) => {
        const [first] = readings;
        if (!first) return [];
        const parcel = { liftId: first.liftId, kind: first.kind, readings };
        inFlight.add(parcel);
        return [parcel];
      });
    },
    acked(parcel) {
      if (inFlight.delete(parcel)) unackedCount -= parcel.readings.length;
    },
    connectionLost() {
      const again = [...inFlight].flatMap((p) => p.readings);
      unsent = [...again, ...unsent].sort((a, b) => a.order - b.order);
      inFlight.clear();
      unackedCount = 0;
    },
  };
};
