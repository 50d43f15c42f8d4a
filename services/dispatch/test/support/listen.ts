/** One server-sent event. */
export interface Heard {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

const eventOf = (block: string): Heard | undefined => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  return data === undefined
    ? undefined
    : { id: field('id') ?? '', event: field('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> };
};

const LIMIT_MS = 10_000;

/** Listens to a stream of server-sent events as a client does. */
export const listen = (url: string, lastEventId?: string) => {
  const stopping = new AbortController();
  const heard: Heard[] = [];
  let changed = (): void => undefined;
  const response = fetch(url, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    signal: stopping.signal,
  });
  const read = async (): Promise<void> => {
    const body = (await response).body!.pipeThrough(new TextDecoderStream());
    let text = '';
    for await (const part of body) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      heard.push(...blocks.map(eventOf).filter((e) => e !== undefined));
      changed();
    }
  };
  const reading = read().catch(() => undefined);
  return {
    opened: response,
    async until(done: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> {
      const limit = setTimeout(() => stopping.abort(), LIMIT_MS);
      while (!done(heard)) {
        if (stopping.signal.aborted) throw new RangeError(`not heard: ${JSON.stringify(heard)}`);
        await Promise.race([new Promise<void>((resolve) => (changed = resolve)), reading]);
      }
      clearTimeout(limit);
      return [...heard];
    },
    close: (): void => stopping.abort(),
  };
};
