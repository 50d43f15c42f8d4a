import type { LiftRow } from './lift-row.ts';

/** Province codes of GB/T 2260, the first two digits of a region (recalled). */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);
/** No lift that runs was made or registered before this (derived): a slip of the pen. */
const FIRST_YEAR = 1950;

/** Where a doubt comes from. seen: read in the published rule of how codes are made up; recalled: from memory of the catalogue; derived: ours. */
type Mark = 'seen' | 'recalled' | 'derived';
interface Doubt {
  readonly mark: Mark;
  readonly why: string;
}

const isYear = (text: string, now: number): boolean =>
  /^\d{4}$/.test(text) && Number(text) >= FIRST_YEAR && Number(text) <= now;

const ofRegistration = (code: string, year: number): readonly Doubt[] => {
  const [kind, region, month, serial] = [code.slice(0, 4), code.slice(4, 10), code.slice(10, 16), code.slice(16)];
  const monthOfYear = Number(month.slice(4));
  const doubts: (Doubt | undefined)[] = [
    kind.startsWith('3') ? undefined : { mark: 'recalled', why: `places 1-4, ${kind}: a lift's kind begins with 3` },
    PROVINCES.has(region.slice(0, 2))
      ? undefined
      : { mark: 'recalled', why: `places 5-10, ${region}: no province has the code ${region.slice(0, 2)}` },
    monthOfYear >= 1 && monthOfYear <= 12
      ? undefined
      : { mark: 'seen', why: `places 15-16, ${month.slice(4)}: the month of its registration, 01 to 12` },
    isYear(month.slice(0, 4), year)
      ? undefined
      : { mark: 'derived', why: `places 11-14, ${month.slice(0, 4)}: the year of its registration, until ${year}` },
    serial === '0000' ? { mark: 'seen', why: 'places 17-20: numbers begin with 0001' } : undefined,
  ];
  return doubts.filter((one) => one !== undefined);
};

/** A device code of 18 places is kind, maker, year and number; one of 17 is in use too, and cannot be taken apart. */
const ofDevice = (code: string, year: number): readonly Doubt[] => {
  const madeIn = code.slice(9, 13);
  if (code.length !== 18 || isYear(madeIn, year)) return [];
  return [{ mark: 'derived', why: `places 10-13, ${madeIn}: the year in which it was made, until ${year}` }];
};

const line = (code: string, { mark, why }: Doubt): string => `${code}: ${why} (${mark})`;

/**
 * What is odd about the codes of a lift whose form is right: told, and taken all the same. Registration: 4 places kind, 6 region, 6
 * year and month, 4 number; device: 4 kind, 5 maker, 4 year, 5 number (both seen). Of a rescue code nothing is certain but its six
 * digits: each city numbers its own. Pure.
 */
export const codeDoubts = (lift: LiftRow, nowMs: number): readonly string[] => {
  const year = new Date(nowMs).getUTCFullYear();
  const { registrationCode, deviceCode } = lift;
  return [
    ...(registrationCode === undefined ? [] : ofRegistration(registrationCode, year)).map((one) =>
      line('registrationCode', one),
    ),
    ...(deviceCode === undefined ? [] : ofDevice(deviceCode, year)).map((one) => line('deviceCode', one)),
  ];
};

const TOLD_AT_MOST = 100;

/** The same of every lift of a file, by where it stands; the first hundred, and how many more. */
export const doubtsOfFile = (
  rows: readonly { readonly kind: string; readonly row: object; readonly where: string }[],
  nowMs: number,
): readonly string[] => {
  const all = rows.flatMap(({ kind, row, where }) =>
    kind === 'lift' ? codeDoubts(row as LiftRow, nowMs).map((doubt) => `${where}: ${doubt}`) : [],
  );
  const more = all.length - TOLD_AT_MOST;
  return more > 0 ? [...all.slice(0, TOLD_AT_MOST), `and ${more} more`] : all;
};
