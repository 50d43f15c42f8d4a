/** A server-sent event as it came. */
export interface Event {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: unknown;
}

const fieldOf = (block: string, name: string): string | undefined =>
  new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];

/** Reads a stream until `isEnough`, then hangs up. */
export const readEvents = async (
  url: string,
  isEnough: (events: readonly Event[]) => boolean,
  lastEventId?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Event[]> => {
  const stop = new AbortController();
  const response = await fetch(url, {
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)]),
    headers: { ...headers, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
  });
  const events: Event[] = [];
  let text = '';
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(part).toString('utf8');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const name = fieldOf(block, 'event');
      if (name !== undefined)
        events.push({ id: fieldOf(block, 'id'), name, data: JSON.parse(fieldOf(block, 'data') ?? 'null') });
    }
    if (isEnough(events)) break;
  }
  stop.abort();
  return events;
};
