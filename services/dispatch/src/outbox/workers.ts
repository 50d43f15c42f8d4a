/** How many messages may be under way at once. */
export interface WorkersLimits {
  /** To one endpoint. */
  readonly concurrencyCount: number;
  /** To all endpoints of one channel: a wide outage must not open a socket per recipient. */
  readonly channelConcurrencyCount: number;
}

const channelOf = (endpoint: string): string => endpoint.slice(0, endpoint.indexOf('|'));

/** Places for workers, by endpoint (channel and recipient): a dead one takes none of another's. */
export class Workers {
  readonly #limits: WorkersLimits;
  readonly #ofEndpoint = new Map<string, number>();
  readonly #ofChannel = new Map<string, number>();

  constructor(limits: WorkersLimits) {
    this.#limits = limits;
  }

  isChannelFull(endpoint: string): boolean {
    return (this.#ofChannel.get(channelOf(endpoint)) ?? 0) >= this.#limits.channelConcurrencyCount;
  }

  /** Takes a place, which is given back when its worker has ended; false: none is free. */
  take(endpoint: string): boolean {
    const count = this.#ofEndpoint.get(endpoint) ?? 0;
    if (count >= this.#limits.concurrencyCount || this.isChannelFull(endpoint)) return false;
    this.#ofEndpoint.set(endpoint, count + 1);
    const channel = channelOf(endpoint);
    this.#ofChannel.set(channel, (this.#ofChannel.get(channel) ?? 0) + 1);
    return true;
  }

  giveBack(endpoint: string): void {
    const left = (this.#ofEndpoint.get(endpoint) ?? 1) - 1;
    if (left === 0) this.#ofEndpoint.delete(endpoint);
    else this.#ofEndpoint.set(endpoint, left);
    const channel = channelOf(endpoint);
    this.#ofChannel.set(channel, (this.#ofChannel.get(channel) ?? 1) - 1);
  }
}
