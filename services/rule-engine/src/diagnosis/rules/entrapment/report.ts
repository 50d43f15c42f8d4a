import { vulnerablePeople } from '@liftwatch/schemas';
import { priorityOf } from '../../kernel/finding-line.ts';
import { NEVER } from '../../kernel/lift-state.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import type { Car } from './car.ts';
import { sureness } from './confidence.ts';
import { KEY, type Memory } from './memory.ts';
import type { People } from './people.ts';
import type { Running } from './rows.ts';
import { isCutLately } from './told.ts';
import { isNuisanceProne, trustIn } from './verdicts.ts';

const REPEATED_MS = 86_400_000;
const HOT_C = 35;

const BOOSTERS = new Set([
  'door-open-between-floors',
  'hot-car',
  'unintended-movement',
  'repeated',
  ...vulnerablePeople,
]);

/** 05 as derived from the state: its own rule tells it. */
const hasMoved = (c: RuleCall): boolean =>
  c.lift.rules['unintended-movement']?.slots.some((slot) => slot.stage === 'alarm') ?? false;

const tagsOf = (c: RuleCall, m: Memory, car: Car, o: { people: People; row: string }): string[] => {
  const tags: string[] = [];
  const open = car.door !== undefined && car.door !== 'closed' && c.value('carDoorStatus') !== 'door-fault';
  if (car.level === false && open && car.moves !== true) tags.push('door-open-between-floors');
  if (o.people === 'unknown' && o.row !== '11') tags.push('occupancy-unknown');
  if (o.row === '10') tags.push('link-lost');
  if (m.callBackMs > 0) tags.push('call-back');
  const temperature = c.value('carTemperatureC');
  if (typeof temperature === 'number' && temperature > HOT_C) tags.push('hot-car');
  if (m.faults['05'] !== undefined || hasMoved(c)) tags.push('unintended-movement');
  if (m.endedMs > 0 && c.nowMs - m.endedMs < REPEATED_MS) tags.push('repeated');
  tags.push(...m.vulnerable);
  if (isNuisanceProne(m)) tags.push('nuisance-prone');
  return tags;
};

/** Row 9: what makes it worse may become known after the alarm. */
const boost = (c: RuleCall, tags: readonly string[]): void => {
  const open = c.slot(KEY);
  const fresh = tags.filter((tag) => BOOSTERS.has(tag) && open?.tags.includes(tag) === false);
  if (open && fresh.length > 0)
    c.update(KEY, { ...(open.priority === 'P1' && { priority: 'P0' as const }), tags: fresh });
};

const eventWords = (c: RuleCall): { zh: string; en: string } => {
  const body = c.reading?.kind === 'event' ? c.reading.body : undefined;
  if (body?.type === 'code') return { zh: `终端上报代码 ${body.code}`, en: `terminal sent code ${body.code}` };
  return { zh: '轿厢报警按钮动作', en: 'alarm button in the car pressed' };
};

/** What the rows that run come to: one finding, by the row whose alarm is first, with what makes it worse. */
export const report = (c: RuleCall, m: Memory, car: Car, o: { people: People; rows: readonly Running[] }): void => {
  let alarm = o.rows[0] as Running;
  let suspectAtMs = NEVER;
  let onsetMs = NEVER;
  for (const row of o.rows) {
    if (row.alarmAtMs < alarm.alarmAtMs) alarm = row;
    if (row.suspectAtMs < suspectAtMs) suspectAtMs = row.suspectAtMs;
    if (row.onsetMs < onsetMs) onsetMs = row.onsetMs;
  }
  const reported = alarm.row === '11';
  const occupancy = !reported && (o.people === 'empty' || o.people === 'unknown') ? 'unknown' : 'occupied';
  const code = alarm.row === '2' ? '90' : car.level === true ? 'X01' : 'X02';
  const tags = tagsOf(c, m, car, { people: o.people, row: alarm.row });
  const usual = m.callBackMs > 0 ? 'P3' : priorityOf(code, occupancy);
  const priority = usual === 'P1' && tags.some((tag) => BOOSTERS.has(tag)) ? 'P0' : usual;
  const sure = sureness(alarm, { rows: o.rows, nowMs: c.nowMs, isCut: isCutLately(c) });
  const confidence = Math.round(sure * trustIn(m) * 100) / 100;
  const raw = alarm.row === '11' || alarm.row === '2' ? (m.instant?.raw ?? m.pressedRaw) : undefined;
  const condition = {
    code,
    onsetMs,
    suspectAtMs,
    alarmAtMs: alarm.alarmAtMs,
    occupancy,
    priority,
    tags,
    confidence,
    row: alarm.row,
    ...(raw && { raw }),
  } as const;
  const spoken = c.reading?.kind === 'event' ? { ...condition, evidence: c.evidence(eventWords(c)) } : condition;
  const before = c.slot(KEY);
  c.holds(KEY, spoken);
  if (before?.stage === 'alarm') boost(c, tags);
};
