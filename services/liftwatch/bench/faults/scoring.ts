import type { PointsLine, ReceivedLine, ReceiverChannel, TruthLine, TruthOf } from './format.ts';

/** Who is killed so shortly around a message may have sent it and never have written down its answer. */
const ANSWER_LOST_MS = 1_000;

type Expected = TruthOf<'expected'>;
type Verdict = 'missed' | 'duplicated' | 'repeatedUnknown' | 'repeatedByKey' | 'late' | 'misordered';

/** One thing found, for people. */
export interface Found {
  readonly verdict: Verdict | 'unexpected';
  readonly fault: string;
  readonly channel: ReceiverChannel;
  readonly liftId: string;
  readonly notice: string;
  readonly detail: string;
}

export interface Tally {
  /** Messages that were due, each channel counted. */
  readonly expected: number;
  readonly missed: number;
  /** By key at webhook and CAP; at SMS, repeats that no cut explains or that are not marked. */
  readonly duplicated: number;
  /** SMS sent again because nobody could know: a cut explains it, and it is marked. */
  readonly repeatedUnknown: number;
  /** The same key again after a cut: a receiver that honours keys acts once. */
  readonly repeatedByKey: number;
  readonly late: number;
  readonly misordered: number;
  /** Alarms about people at lifts where nobody was. */
  readonly unexpected: number;
  /** Cuts between submit and answer, at SMS and in all. */
  readonly smsCuts: number;
  readonly cuts: number;
  readonly lostPoints: number;
  readonly ackedReadings: number;
  readonly p50Ms: number;
  readonly worstMs: number;
}

export interface Score {
  readonly total: Tally;
  readonly faults: readonly { readonly fault: TruthOf<'fault'>; readonly tally: Tally }[];
  readonly controls: readonly { readonly fault: TruthOf<'fault'>; readonly tally: Tally; readonly seen: boolean }[];
  readonly found: readonly Found[];
}

const of = <T extends TruthLine['truth']>(truth: readonly TruthLine[], kind: T): TruthOf<T>[] =>
  truth.filter((line): line is TruthOf<T> => line.truth === kind);

const group = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> => {
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

const thingOf = (one: { liftId: string; kind: string; notice: string }): string =>
  `${one.liftId}|${one.kind}|${one.notice}`;

/** The last moment that the injected outages leave for what was due then. */
export const allowedUntilMs = (
  { dueMs, limitMs }: Pick<Expected, 'dueMs' | 'limitMs'>,
  outages: readonly Pick<TruthOf<'outage'>, 'fromMs' | 'toMs' | 'recoverMs'>[],
): number => {
  let allowedMs = dueMs + limitMs;
  for (const { fromMs, toMs, recoverMs } of outages.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const isOverBeforeDue = toMs + recoverMs < dueMs;
    if (!isOverBeforeDue && fromMs <= allowedMs) allowedMs = Math.max(allowedMs, toMs + recoverMs + limitMs);
  }
  return allowedMs;
};

interface Arrivals {
  readonly expected: Expected;
  readonly channel: ReceiverChannel;
  readonly lines: readonly ReceivedLine[];
}

/** Each arrival belongs to the last time, before it, that the thing it tells of became so. */
const matched = (expected: readonly Expected[], received: readonly ReceivedLine[]) => {
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

/** Why a message may have come again after `line`: a cut that fell on it, used once each, or its asker's end just after. */
const createCuts = (truth: readonly TruthLine[]) => {
  const kills = of(truth, 'killed').filter(({ sends }) => sends);
  const left = of(truth, 'cut').toSorted((a, b) => a.atMs - b.atMs);
  return (line: ReceivedLine, again: ReceivedLine): boolean => {
    const place = left.findIndex(
      (cut) =>
        cut.channel === line.channel &&
        (cut.key === undefined || line.key === undefined ? thingOf(cut) === thingOf(line) : cut.key === line.key) &&
        cut.atMs <= again.atMs,
    );
    if (place >= 0) left.splice(place, 1);
    return place >= 0 || kills.some(({ atMs }) => Math.abs(atMs - line.atMs) <= ANSWER_LOST_MS && atMs <= again.atMs);
  };
};

const secondsText = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const repeatsOf = ({ lines, channel, expected }: Arrivals, isExplained: ReturnType<typeof createCuts>): Found[] => {
  const say = (verdict: Found['verdict'], detail: string): Found => ({
    verdict,
    fault: expected.fault,
    channel,
    liftId: expected.liftId,
    notice: expected.notice,
    detail,
  });
  const found: Found[] = [];
  for (const ofOne of group(lines, (line) => line.to ?? '').values())
    for (const [i, again] of ofOne.entries()) {
      const before = ofOne[i - 1];
      if (!before) continue;
      if (before.key !== again.key) found.push(say('duplicated', `again under another key ${again.key}`));
      else if (!isExplained(before, again))
        found.push(say('duplicated', `again after ${secondsText(again.atMs - before.atMs)}, no cut explains it`));
      else if (channel !== 'sms') found.push(say('repeatedByKey', `key ${again.key}`));
      else if (again.possiblyRepeated) found.push(say('repeatedUnknown', 'marked'));
      else found.push(say('duplicated', 'sent again after a cut, and not marked'));
    }
  return found;
};

/** Messages of other notices (reminders, faults of other kinds): nothing is expected of them but that a key comes once. */
const otherRepeats = (
  stray: readonly ReceivedLine[],
  isExplained: ReturnType<typeof createCuts>,
  faultAt: (ms: number) => string,
): Found[] =>
  [
    ...group(
      stray.filter(({ key }) => key !== undefined),
      (line) => `${line.channel}|${line.key}`,
    ).values(),
  ].flatMap((lines) =>
    lines
      .toSorted((a, b) => a.atMs - b.atMs)
      .flatMap((again, i, all) => {
        const before = all[i - 1];
        if (!before) return [];
        const verdict = isExplained(before, again) ? 'repeatedByKey' : 'duplicated';
        const { channel, liftId, notice, atMs, key } = again;
        return [
          { verdict, fault: faultAt(atMs), channel, liftId, notice, detail: `${again.kind}, key ${key}` },
        ] as const;
      }),
  );

const disorderOf = (all: readonly Arrivals[]): Found[] =>
  [...group(all, ({ expected: e, channel }) => `${e.liftId}|${e.kind}|${channel}`).values()].flatMap((of) => {
    const told = of.toSorted((a, b) => a.expected.dueMs - b.expected.dueMs).filter(({ lines }) => lines.length > 0);
    return told.flatMap((one, i): Found[] => {
      const [before, first, earlier] = [told[i - 1], one.lines[0], told[i - 1]?.lines[0]];
      if (!before || !first || !earlier || earlier.atMs <= first.atMs) return [];
      const detail = `before "${before.expected.notice}", by ${secondsText(earlier.atMs - first.atMs)}`;
      return [
        {
          verdict: 'misordered',
          fault: one.expected.fault,
          channel: one.channel,
          liftId: one.expected.liftId,
          notice: one.expected.notice,
          detail,
        },
      ];
    });
  });

const timelinessOf = ({ expected, channel, lines }: Arrivals, outages: readonly TruthOf<'outage'>[]): Found[] => {
  const { fault, liftId, notice, dueMs } = expected;
  const first = lines[0];
  if (!first)
    return [{ verdict: 'missed', fault, channel, liftId, notice, detail: `due ${new Date(dueMs).toISOString()}` }];
  const explains = outages.filter((o) => o.channels === undefined || o.channels.includes(channel));
  const overMs = first.atMs - allowedUntilMs(expected, explains);
  if (overMs <= 0) return [];
  const detail = `${secondsText(first.atMs - dueMs)} after it was due, ${secondsText(overMs)} more than explained`;
  return [{ verdict: 'late', fault, channel, liftId, notice, detail }];
};

const inRanges = (ranges: readonly (readonly [number, number])[]) => {
  const sorted = ranges.toSorted((a, b) => a[0] - b[0]);
  let place = 0;
  /** For ascending values. */
  return (value: number): boolean => {
    while ((sorted[place]?.[1] ?? Infinity) < value) place += 1;
    return (sorted[place]?.[0] ?? Infinity) <= value;
  };
};

/** Acknowledged readings that must have a point and have none. */
const lostPointsOf = (
  acked: readonly TruthOf<'acked'>[],
  points: readonly PointsLine[],
): { lost: number; readings: number } => {
  const stored = group(points, ({ terminal, boot }) => `${terminal}|${boot}`);
  let [lost, readings] = [0, 0];
  for (const { terminal, boot, ranges, withoutPoint } of acked) {
    const isStored = inRanges((stored.get(`${terminal}|${boot}`) ?? []).flatMap((line) => line.ranges));
    const isSilent = inRanges(withoutPoint);
    for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0]))
      for (let seq = from; seq <= to; seq += 1) {
        readings += 1;
        const [stores, silent] = [isStored(seq), isSilent(seq)];
        if (!stores && !silent) lost += 1;
      }
  }
  return { lost, readings };
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

interface Judged {
  readonly arrivals: readonly Arrivals[];
  readonly found: readonly Found[];
  readonly truth: readonly TruthLine[];
  readonly points: readonly PointsLine[];
}

const tallyOf = ({ arrivals, found, truth, points }: Judged, isIn: (fault: string) => boolean): Tally => {
  const here = found.filter(({ fault }) => isIn(fault));
  const count = (verdict: Found['verdict']): number => here.filter((f) => f.verdict === verdict).length;
  const own = arrivals.filter(({ expected }) => isIn(expected.fault));
  const delays = own
    .flatMap(({ lines, expected }) => (lines[0] ? [lines[0].atMs - expected.dueMs] : []))
    .toSorted((a, b) => a - b);
  const cuts = of(truth, 'cut').filter(({ fault }) => isIn(fault));
  const { lost, readings } = lostPointsOf(
    of(truth, 'acked').filter(({ fault }) => isIn(fault)),
    points,
  );
  return {
    expected: own.length,
    missed: count('missed'),
    duplicated: count('duplicated'),
    repeatedUnknown: count('repeatedUnknown'),
    repeatedByKey: count('repeatedByKey'),
    late: count('late'),
    misordered: count('misordered'),
    unexpected: count('unexpected'),
    smsCuts: cuts.filter(({ channel }) => channel === 'sms').length,
    cuts: cuts.length,
    lostPoints: lost,
    ackedReadings: readings,
    p50Ms: quantile(delays, 0.5),
    worstMs: delays.at(-1) ?? Number.NaN,
  };
};

/**
 * Judges what receivers saw against what was injected. Knows nothing of liftwatch but the two; pure. `points`: what the time
 * series holds, for lost points.
 */
export const score = (
  truth: readonly TruthLine[],
  received: readonly ReceivedLine[],
  points: readonly PointsLine[],
): Score => {
  const expected = of(truth, 'expected');
  const faults = of(truth, 'fault').toSorted((a, b) => a.fromMs - b.fromMs);
  const faultAt = (ms: number): string => faults.findLast(({ fromMs }) => fromMs <= ms)?.fault ?? 'before';
  const { all, stray } = matched(expected, received);
  const isExplained = createCuts(truth);
  const alarms = new Set(expected.filter(({ notice }) => notice === 'alarm').map(({ kind }) => kind));
  const unexpected = stray
    .filter(({ kind, notice }) => notice === 'alarm' && alarms.has(kind))
    .map(({ atMs, channel, liftId, notice, kind }): Found => ({
      verdict: 'unexpected',
      fault: faultAt(atMs),
      channel,
      liftId,
      notice,
      detail: kind,
    }));
  const outages = of(truth, 'outage');
  const found = [
    ...all.flatMap((one) => [...timelinessOf(one, outages), ...repeatsOf(one, isExplained)]),
    ...disorderOf(all),
    ...otherRepeats(stray, isExplained, faultAt),
    ...unexpected,
  ];
  const judged: Judged = { arrivals: all, found, truth, points };
  const controls = new Set(faults.filter(({ control }) => control !== undefined).map(({ fault }) => fault));
  const rows = faults.map((fault) => ({ fault, tally: tallyOf(judged, (one) => one === fault.fault) }));
  return {
    total: tallyOf(judged, (fault) => !controls.has(fault)),
    faults: rows.filter(({ fault }) => fault.control === undefined),
    controls: rows
      .filter(({ fault }) => fault.control !== undefined)
      .map(({ fault, tally }) => ({
        fault,
        tally,
        seen: (fault.control === 'miss' ? tally.missed : tally.duplicated) === 1,
      })),
    found,
  };
};
