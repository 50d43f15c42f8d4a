import type { ReceivedLine, ReceiverChannel, TruthLine, TruthOf } from './format.ts';

export type Expected = TruthOf<'expected'>;

export const of = <T extends TruthLine['truth']>(truth: readonly TruthLine[], kind: T): TruthOf<T>[] =>
  truth.filter((line): line is TruthOf<T> => line.truth === kind);

export const group = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** Whether the receiver has it: it took it, or read it and never answered. One that it refused has not arrived. */
const hasArrived = ({ status = 200 }: ReceivedLine): boolean => status === null || status < 300;

export const thingOf = (one: { liftId: string; kind: string; notice: string }): string =>
  `${one.liftId}|${one.kind}|${one.notice}`;

/** The last moment that the injected outages leave for what was due then. */
export const allowedUntilMs = (
  { dueMs, limitMs }: Pick<Expected, 'dueMs' | 'limitMs'>,
  outages: readonly Pick<TruthOf<'outage'>, 'fromMs' | 'toMs' | 'recoverMs'>[],
): number => {
  let allowedMs = dueMs + limitMs;
  for (const { fromMs, toMs, recoverMs } of outages.toSorted((a, b) => a.fromMs - b.fromMs)) {
    // One that was over before it was due leaves no more time than there is.
    if (fromMs <= allowedMs) allowedMs = Math.max(allowedMs, toMs + recoverMs + limitMs);
  }
  return allowedMs;
};

export interface Arrivals {
  readonly expected: Expected;
  readonly channel: ReceiverChannel;
  readonly lines: readonly ReceivedLine[];
}

/** Each arrival belongs to the last time, before it, that the thing it tells of became so. */
export const matched = (expected: readonly Expected[], received: readonly ReceivedLine[]) => {
  const episodes = group(
    expected.toSorted((a, b) => a.fromMs - b.fromMs),
    thingOf,
  );
  const arrivals = new Map<Expected, ReceivedLine[]>();
  const stray: ReceivedLine[] = [];
  for (const line of received.filter(hasArrived)) {
    const episode = episodes.get(thingOf(line))?.findLast(({ fromMs }) => fromMs <= line.atMs);
    if (!episode) stray.push(line);
    else arrivals.set(episode, [...(arrivals.get(episode) ?? []), line]);
  }
  const all = expected.flatMap((one) =>
    one.channels.map((channel): Arrivals => ({
      expected: one,
      channel,
      lines: (arrivals.get(one) ?? []).filter((l) => l.channel === channel).toSorted((a, b) => a.atMs - b.atMs),
    })),
  );
  return { all, stray };
};
