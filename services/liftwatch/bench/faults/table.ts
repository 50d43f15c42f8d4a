import type { Score, Tally } from './scoring.ts';

interface Has {
  /** Without the points of the time series nothing is known of lost ones. */
  readonly hasPoints: boolean;
}

const seconds = (ms: number): string => (Number.isNaN(ms) ? '-' : (ms / 1_000).toFixed(ms < 10_000 ? 2 : 0));

/** Everything that the run promises; an SMS repeats once for each cut, and never without one that explains it. */
export const isReached = ({ total, controls }: Score, { hasPoints }: Has): boolean =>
  total.missed + total.duplicated + total.unrepeated + total.late + total.misordered === 0 &&
  (!hasPoints || total.lostPoints === 0) &&
  controls.every(({ seen }) => seen);

/** The one object of `--json`. `lostPoints` is null without a file of points. */
export const summaryOf = ({ total, faults, controls }: Score, { hasPoints }: Has) => ({
  missed: total.missed,
  duplicated: total.duplicated,
  repeatedUnknown: total.repeatedUnknown,
  unrepeated: total.unrepeated,
  late: total.late,
  misordered: total.misordered,
  lostPoints: hasPoints ? total.lostPoints : null,
  expected: total.expected,
  unexpected: total.unexpected,
  repeatedByKey: total.repeatedByKey,
  smsCuts: total.smsCuts,
  smsMayBeCut: total.smsMayBeCut,
  cuts: total.cuts,
  ackedReadings: total.ackedReadings,
  faults: faults.length,
  controls: controls.map(({ fault, seen }) => ({ control: fault.control, seen })),
});

/** `7 to 9`: seven fell for certain, two more may have. */
const cutsText = ({ smsCuts, smsMayBeCut }: Tally): string =>
  smsMayBeCut === 0 ? String(smsCuts) : `${smsCuts} to ${smsCuts + smsMayBeCut}`;

const rowOf = (name: string, t: Tally, { hasPoints }: Has): string =>
  [
    name,
    t.expected,
    t.missed,
    t.duplicated,
    `${t.repeatedUnknown} of ${cutsText(t)}`,
    t.repeatedByKey,
    t.late,
    t.misordered,
    hasPoints && t.ackedReadings > 0 ? `${t.lostPoints} of ${t.ackedReadings}` : '-',
    seconds(t.p50Ms),
    seconds(t.worstMs),
  ].join(' | ');

/** The table for people, as markdown. */
export const renderTable = ({ total, faults, controls }: Score, has: Has): string => {
  const lines = [
    ...faults.map(({ fault, tally }) =>
      rowOf(fault.note === undefined ? fault.what : `${fault.what} (${fault.note})`, tally, has),
    ),
    rowOf('**all**', total, has),
  ];
  const seen = controls.map(
    ({ fault, tally, seen: isSeen }) =>
      `- ${fault.what}: ${isSeen ? 'seen' : '**not seen**'} (missed ${tally.missed}, duplicated ${tally.duplicated})`,
  );
  return `| fault | messages due | missed | duplicated | SMS repeated, marked, of cuts | same key again after a cut | late | misordered | lost points of readings | p50 s | worst s |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}${seen.length === 0 ? '' : `\n\nControls, left out of the sums:\n\n${seen.join('\n')}`}`;
};

/** One line for everything found, for whoever looks into it. */
export const renderDetail = ({ found }: Score): string =>
  found
    .map(
      ({ verdict, fault, channel, liftId, notice, detail }) =>
        `${verdict}: ${fault}: ${channel} ${liftId} ${notice}: ${detail}\n`,
    )
    .join('');
