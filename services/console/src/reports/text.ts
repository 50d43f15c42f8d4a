import type { Share } from '@liftwatch/schemas';
import type { Cell, Unit } from './report.ts';

/** Written where nothing is known; never a 0. */
export const NOT_KNOWN = '未知 not known';

const isShare = (cell: Cell): cell is Share => typeof cell === 'object';
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const per100 = (share: number): string => (100 * share).toFixed(2);

const duration = (s: number): string => {
  const whole = Math.round(s);
  const hours = Math.floor(whole / 3_600);
  const rest = `${String(Math.floor(whole / 60) % 60).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
};

const shareText = (share: Share, unit: Unit): string => {
  if (share.share === undefined) return NOT_KNOWN;
  return unit === 'per100' ? per100(share.share) : percent(share.share);
};

/** A cell as people read it. */
export const cellText = (cell: Cell, unit: Unit): string => {
  if (cell === undefined) return NOT_KNOWN;
  if (isShare(cell)) return shareText(cell, unit);
  if (typeof cell === 'string') return cell;
  if (unit === 'duration') return duration(cell);
  if (unit === 'points') return cell.toFixed(1);
  return String(cell);
};

/** What a share is made of, and how sure it is; empty for anything else. */
export const cellDetail = (cell: Cell, unit: Unit): string => {
  if (!isShare(cell) || cell.share === undefined || cell.low === undefined || cell.high === undefined) return '';
  const [low, high] =
    unit === 'per100' ? [per100(cell.low), per100(cell.high)] : [percent(cell.low), percent(cell.high)];
  return `${cell.part}/${cell.of}, ${low}–${high}`;
};

/** The number behind a cell, for bars; undefined where there is none. */
export const cellNumber = (cell: Cell): number | undefined => {
  if (isShare(cell)) return cell.share;
  return typeof cell === 'number' ? cell : undefined;
};

const beijing = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** A moment as a reader in the city writes it, to the second. */
export const beijingTime = (atMs: number): string => beijing.format(atMs);
