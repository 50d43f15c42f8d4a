import type { WorklistItem } from '@liftwatch/schemas';
import { headOf, horizonText, words, type Language, type Word } from './words.ts';

export interface FirmList {
  readonly firmId: string;
  readonly capacityPerDay: number;
  readonly capacitySaid: boolean;
  readonly rankedAtMs: number | null;
  readonly items: readonly WorklistItem[];
}

const BEIJING_MS = 28_800_000;
const minute = (ms: number): string => new Date(ms + BEIJING_MS).toISOString().slice(0, 16).replace('T', ' ');
const number = (value: number): string => String(Math.round(value * 100) / 100);

const driverText = (driver: WorklistItem['warning']['drivers'][number], say: (word: Word) => string): string => {
  const where = driver.context === 'all' ? '' : ` [${driver.context}]`;
  const limit = driver.limit === null ? '' : `, ${say('limit')} ${number(driver.limit)}`;
  const unit = driver.unit === '1' ? '' : ` ${driver.unit}`;
  return `${driver.feature}${where}: ${number(driver.now)}${unit} (${say('healthy')} ${number(driver.baseline)}${limit})`;
};

const itemText = (item: WorklistItem, place: string, language: Language): string => {
  const say = (word: Word): string => words[word][language];
  const { warning, harm } = item;
  const percent = Math.round(warning.risk * 100);
  return [
    `${place} ${headOf(item, language)}${item.neverBudgeted ? ` — ${say('always')}` : ''}`,
    ...warning.drivers.map((driver) => `     ${say('evidence')}: ${driverText(driver, say)}`),
    `     ${say('horizon')}: ${horizonText(warning.horizon, language)}; ${say('risk')}: ${percent} %`,
    ...warning.checks.map((check) => `     ${say('checks')}: ${check.item} ${check[language]}`),
    `     ${say('harm')}: ${number(harm.points)} ${say('points')}; ${say('id')}: ${item.itemId}`,
    ...(item.acceptedBy === undefined ? [] : [`     ${say('crew')}: ${item.acceptedBy}`]),
  ].join('\n');
};

/** A firm's list as a mechanic reads it: what to do today and where to look, then what is accepted and watched. */
export const listText = (list: FirmList, language: Language): string => {
  const say = (word: Word): string => words[word][language];
  const ranked = list.rankedAtMs === null ? say('notRanked') : `${say('ranked')} ${minute(list.rankedAtMs)}`;
  const places = `${say('perDay')}: ${list.capacityPerDay}${list.capacitySaid ? '' : ` (${say('estimated')})`}`;
  const of = (state: WorklistItem['state']): WorklistItem[] => list.items.filter((item) => item.state === state);
  const section = (title: Word, items: readonly WorklistItem[]): string[] => [
    '',
    `${say(title)} (${items.length})`,
    ...(items.length === 0 ? [`  ${say('nothing')}`] : []),
    ...items.map((item, i) => itemText(item, `${String(item.rank ?? i + 1).padStart(3)}.`, language)),
  ];
  return [
    `${list.firmId} — ${ranked}; ${places}`,
    ...section('list', of('act')),
    ...section('accepted', of('accepted')),
    ...section('watched', of('watch')),
  ].join('\n');
};
