import type { ReceivedLine, ReceiverChannel, TruthLine, TruthOf } from './format.ts';
import { allowedUntilMs, group, of, thingOf, type Arrivals } from './matching.ts';

/** Who is killed so shortly around a message may have sent it and never have written down its answer. */
const ANSWER_LOST_MS = 1_000;

type Verdict = 'missed' | 'duplicated' | 'repeatedUnknown' | 'unrepeated' | 'repeatedByKey' | 'late' | 'misordered';

/** One thing found, for people. */
export interface Found {
  readonly verdict: Verdict | 'unexpected';
  readonly fault: string;
  readonly channel: ReceiverChannel;
  readonly liftId: string;
  readonly notice: string;
  readonly detail: string;
}

/** Whether a process that sends was killed so shortly around it that its answer may be lost. */
export const isNearKill = (line: ReceivedLine, kills: readonly TruthOf<'killed'>[]): boolean =>
  kills.some(({ atMs, sends }) => sends && Math.abs(atMs - line.atMs) <= ANSWER_LOST_MS);

/** Why a message may have come again after `line`: a cut that fell on it, used once each, or its asker's end just after. */
export const createCuts = (truth: readonly TruthLine[]) => {
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
    return (
      place >= 0 ||
      isNearKill(
        line,
        kills.filter(({ atMs }) => atMs <= again.atMs),
      )
    );
  };
};

const secondsText = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export const repeatsOf = (
  { lines, channel, expected }: Arrivals,
  isExplained: ReturnType<typeof createCuts>,
): Found[] => {
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

/** Cuts at SMS after which the sender cannot know what became of the message: each is owed one repeat. */
export const certainSmsCuts = (truth: readonly TruthLine[]): readonly TruthOf<'cut'>[] =>
  of(truth, 'cut').filter(({ channel, cause }) => channel === 'sms' && cause !== 'crossed');

/** Which of the lines is the message that the cut fell on: networks show it a moment before or after. */
const placeOf = (lines: readonly ReceivedLine[], cut: TruthOf<'cut'>): number => {
  const away = lines.map(({ atMs }) => Math.abs(atMs - cut.atMs));
  return away.indexOf(Math.min(...away));
};

/** What was cut for certain and did not come again: nobody may know whether it went out, so it must. */
export const unrepeatedOf = ({ lines, channel, expected }: Arrivals, cuts: readonly TruthOf<'cut'>[]): Found[] => {
  if (channel !== 'sms') return [];
  const { fault, liftId, notice } = expected;
  return cuts
    .filter((cut) => thingOf(cut) === thingOf(expected) && cut.atMs >= expected.fromMs)
    .filter((cut) => placeOf(lines, cut) === lines.length - 1)
    .map((cut) => {
      const detail = `cut at ${new Date(cut.atMs).toISOString()} (${cut.cause}), not sent again`;
      return { verdict: 'unrepeated', fault, channel, liftId, notice, detail };
    });
};

/** Messages of other notices (reminders, faults of other kinds): nothing is expected of them but that a key comes once. */
export const otherRepeats = (
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

export const disorderOf = (all: readonly Arrivals[]): Found[] =>
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

export const timelinessOf = (
  { expected, channel, lines }: Arrivals,
  outages: readonly TruthOf<'outage'>[],
): Found[] => {
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
