export interface LiveEvent {
  /** `{epoch}-{number}`; what a browser sends back as Last-Event-ID. */
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

export interface EventBuffer {
  add(name: string, data: unknown): LiveEvent;
  /** What followed that id, in order; undefined when it is not known any more (too old, another run): begin anew. */
  since(id: string | undefined): readonly LiveEvent[] | undefined;
  /** The id of the newest event; where a reader that has just been told everything goes on from. */
  newestId(): string;
}

/** The last events, so that a page that was cut off misses none. `epoch` tells one run of the console from another. */
export const createEventBuffer = (epoch: string, kept: number): EventBuffer => {
  const events: LiveEvent[] = [];
  let count = 0;
  const numberOf = (id: string): number | undefined => {
    const at = id.lastIndexOf('-');
    if (id.slice(0, at) !== epoch || !/^\d{1,15}$/.test(id.slice(at + 1))) return undefined;
    return Number(id.slice(at + 1));
  };
  return {
    add(name, data) {
      count += 1;
      const event = { id: `${epoch}-${count}`, name, data };
      events.push(event);
      if (events.length > kept) events.shift();
      return event;
    },
    since(id) {
      const number = id === undefined ? undefined : numberOf(id);
      if (number === undefined || number > count || number < count - events.length) return undefined;
      return events.slice(events.length - (count - number));
    },
    newestId: () => `${epoch}-${count}`,
  };
};
