import type { UnixMs } from '@liftwatch/schemas';
import { localTime, type LocalTime } from './local-time.ts';

/** A turn of duty by the wall clock of the rota's zone; one that ends at or before it begins ends on the next day. */
export interface Shift {
  /** hh:mm */
  readonly from: string;
  readonly to: string;
  /** ISO weekdays of the day that it begins on, 1 = Monday; absent: every day. */
  readonly days?: readonly number[] | undefined;
  /** Who takes turns, by contact id or person id. */
  readonly people: readonly string[];
  /** How often the next takes over; none: all of them are on duty. */
  readonly rotate: 'daily' | 'weekly' | 'none';
  /** The day on which the first of them begins, yyyy-mm-dd; the rotation counts from it. */
  readonly startsOn: string;
}

/** Somebody stands in for whoever would be on duty. */
export interface Override {
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
  readonly personId: string;
}

/** Who is on duty for a firm or a station. */
export interface Rota {
  readonly rotaId: string;
  readonly firmId: string;
  readonly layer: 'crew' | 'backup';
  /** IANA zone. */
  readonly timeZone: string;
  readonly shifts: readonly Shift[];
  readonly overrides: readonly Override[];
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const DAY_MINUTES = 1_440;

/** The day that a shift began on, when it covers the moment: today's, or yesterday's that goes past midnight. */
const beganOn = (shift: Shift, at: LocalTime): number | undefined => {
  const [from, to] = [minutesOf(shift.from), minutesOf(shift.to)];
  const end = to <= from ? to + DAY_MINUTES : to;
  for (const back of [0, 1]) {
    const minute = at.minuteOfDay + back * DAY_MINUTES;
    const weekday = ((at.weekday - 1 - back + 7) % 7) + 1;
    if (minute >= from && minute < end && (shift.days?.includes(weekday) ?? true)) return at.dayNumber - back;
  }
  return undefined;
};

const dayNumberOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

const turnOf = (shift: Shift, dayNumber: number): readonly string[] => {
  if (shift.rotate === 'none') return shift.people;
  const days = dayNumber - dayNumberOf(shift.startsOn);
  const turn = shift.rotate === 'daily' ? days : Math.floor(days / 7);
  const count = shift.people.length;
  return shift.people.slice(((turn % count) + count) % count, (((turn % count) + count) % count) + 1);
};

/** Who is on duty at a moment; an override stands before every shift. Empty: a gap. Pure. */
export const onDuty = (rota: Rota, atMs: UnixMs): readonly string[] => {
  const instead = rota.overrides.filter((o) => o.fromMs <= atMs && atMs < o.toMs).map((o) => o.personId);
  if (instead.length > 0) return [...new Set(instead)];
  const at = localTime(atMs, rota.timeZone);
  return [
    ...new Set(
      rota.shifts.flatMap((shift) => {
        const day = beganOn(shift, at);
        return day === undefined ? [] : turnOf(shift, day);
      }),
    ),
  ];
};

/** The moments within a time at which duty can change: shift borders by the wall clock, and ends of overrides. */
export const handOvers = (rota: Rota, fromMs: UnixMs, toMs: UnixMs): readonly UnixMs[] => {
  const borders = new Set(rota.shifts.flatMap((s) => [minutesOf(s.from), minutesOf(s.to) % DAY_MINUTES]));
  const moments = rota.overrides.flatMap((o) => [o.fromMs, o.toMs]);
  // Minute by minute, since a wall clock can jump; where it does, duty can change although no border was shown.
  let before: number | undefined;
  for (let ms = Math.ceil(fromMs / 60_000) * 60_000; ms < toMs; ms += 60_000) {
    const { minuteOfDay } = localTime(ms, rota.timeZone);
    const jumped = before !== undefined && minuteOfDay !== (before + 1) % DAY_MINUTES;
    if (borders.has(minuteOfDay) || jumped) moments.push(ms);
    before = minuteOfDay;
  }
  return [...new Set(moments)].filter((ms) => ms >= fromMs && ms < toMs).sort((a, b) => a - b);
};

/** A time without anybody on duty. */
export interface Gap {
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
}

/**
 * Times without anybody on duty between two moments, so that they are filled before they matter. Somebody who cannot be reached
 * (`isReachable`; absent: all can be) fills no gap. Pure.
 */
export const gapsOf = (
  rota: Rota,
  span: { readonly fromMs: UnixMs; readonly toMs: UnixMs },
  isReachable: (personId: string) => boolean = () => true,
): readonly Gap[] => {
  const { fromMs, toMs } = span;
  const gaps: Gap[] = [];
  const moments = [fromMs, ...handOvers(rota, fromMs + 1, toMs)];
  moments.forEach((ms, n) => {
    if (onDuty(rota, ms).some(isReachable)) return;
    const end = moments[n + 1] ?? toMs;
    const last = gaps.at(-1);
    if (last && last.toMs === ms) gaps[gaps.length - 1] = { ...last, toMs: end };
    else gaps.push({ fromMs: ms, toMs: end });
  });
  return gaps;
};
