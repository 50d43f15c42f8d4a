import { warningCauses, type WarningComponent } from '@liftwatch/schemas';
import { outstandingFloor } from './baseline/cells.ts';
import { countAnew } from './baseline/counted.ts';
import { heldBlocks, slackOf, watchShift } from './baseline/deviation.ts';
import { afterRepair, relearn } from './baseline/learning.ts';
import { round } from './baseline/round.ts';
import type { Feature } from './features/feature.ts';
import { countFeatures, features } from './features/features.ts';
import { countedOf } from './memory/counted.ts';
import { measuredOf, type Measured } from './memory/measured.ts';
import type { LiftWear } from './memory/wear-memory.ts';

const ITEM = /^[A-D]-\d+-\d+$/;

/** Components that a checklist item looks at. */
const componentsOfItem = (item: string): Set<WarningComponent> =>
  new Set(
    warningCauses
      .filter((cause) => cause.checks.some((check) => check.item === item))
      .map(({ component }) => component),
  );

/** Words by which a replaced part names its component; free text, Chinese or English. */
const PARTS: readonly (readonly [RegExp, WarningComponent])[] = [
  [/door|门机|轿门|层门|地坎/i, 'door'],
  [/lock|门锁/i, 'lock'],
  [/brake|lining|制动|抱闸/i, 'brake'],
  [/motor|machine|bearing|drive|主机|轴承|电机|变频/i, 'drive'],
  [/rope|sheave|belt|suspension|钢丝绳|曳引轮|悬挂/i, 'rope'],
  [/encoder|vane|magnet|load.?cell|level|编码器|感应|称重|平层/i, 'levelling'],
  [/guide|roller|shoe|rail|导靴|滚轮|导轨/i, 'ride'],
  [/contactor|relay|capacitor|fan|control|接触器|继电器|电容|控制柜/i, 'control'],
];

/** What a closed job says of the parts: replaced ones by name, looked-at ones by item number. */
export const partsOf = (
  workDone: readonly string[],
): { readonly replaced: Set<WarningComponent>; readonly checked: Set<WarningComponent> } => {
  const replaced = new Set<WarningComponent>();
  const checked = new Set<WarningComponent>();
  for (const word of workDone) {
    if (ITEM.test(word)) for (const component of componentsOfItem(word)) checked.add(component);
    else for (const [pattern, component] of PARTS) if (pattern.test(word)) replaced.add(component);
  }
  return { replaced, checked };
};

/** Learns a component anew. With a new part the old level means nothing; after a repair it stays the measure until the new one is as good. */
export const restart = (m: LiftWear, component: WarningComponent, o: { newPart: boolean }): void => {
  features.forEach((f, i) => {
    const s = measuredOf(m, i);
    if (f.component !== component || !s) return;
    if (o.newPart) relearn(s);
    else afterRepair(s);
  });
  countFeatures.forEach((f, i) => {
    const s = countedOf(m, i);
    if (f.component === component && s) countAnew(s, { keepsUsual: !o.newPart });
  });
};

const SLACK_STEP = 1.3;
const SLACK_MOST = 3;

const STIRRED = 0.4;

/** It deviates at least a little, as a whole or on one floor. */
const isStirred = (f: Feature, s: Measured): boolean =>
  s.score >= STIRRED ||
  heldBlocks(s) > 0 ||
  (f.perFloor === true && Math.abs(outstandingFloor(s.cells)?.by ?? 0) * s.w >= STIRRED * watchShift(f));

/** A person looked and found nothing: the present level is normal, and the next warning of it needs more. */
export const takeAsNormal = (m: LiftWear, component: WarningComponent): void => {
  features.forEach((f, i) => {
    const s = measuredOf(m, i);
    if (f.component !== component || !s || !isStirred(f, s)) return;
    relearn(s);
    s.slack = round(Math.min(SLACK_MOST, slackOf(s) * SLACK_STEP), 3);
  });
  countFeatures.forEach((f, i) => {
    const s = countedOf(m, i);
    if (f.component !== component || !s || s.held === 0) return;
    countAnew(s, { keepsUsual: false });
    s.slack = Math.min(SLACK_MOST, s.slack * SLACK_STEP);
  });
};
