import { warningComponents, type Reading, type WarningComponent } from '@liftwatch/schemas';
import {
  assessed,
  LiftWear,
  passDays,
  readWear,
  saveWear,
  settingsHash,
  takeDoor,
  takeState,
  takeTrip,
  Usage,
  warningOf,
  wearFrom,
  type PlainWear,
  type SavedWear,
  type StateChange,
  type Surroundings,
} from '../../warning/index.ts';
import { stableId } from '../kernel/hash.ts';
import type { LiftState, Slot } from '../kernel/lift-state.ts';
import { bound, defineRule, type Rule, type RuleCall, type RuleExplanation } from '../kernel/rule.ts';
import { changeBits, signalBits } from '../kernel/signals.ts';
import { isAttended } from '../rules/occupancy.ts';
import { takeContext } from './maintenance.ts';
import { WEAR, wearOf } from './memory.ts';
import { policyOf, settle } from './settle.ts';
import { summaryOf } from './words.ts';

const DAY_MS = 86_400_000;
const SPREAD_MS = DAY_MS / 2;
const CYCLE_BITS = signalBits.carStatus | signalBits.carDoorStatus | signalBits.driveStatus;
const OURS = 'liftwatch default [D]';

const celsius = (c: RuleCall, name: 'motorTemperatureC' | 'controllerTemperatureC' | 'machineRoomTemperatureC') => {
  const value = c.value(name);
  return typeof value === 'number' ? value : undefined;
};

const around = (c: RuleCall): Surroundings => {
  const present = c.value('passengerPresent');
  return {
    passengerPresent: typeof present === 'boolean' ? present : undefined,
    motorC: celsius(c, 'motorTemperatureC'),
    cabinetC: celsius(c, 'controllerTemperatureC'),
    machineRoomC: celsius(c, 'machineRoomTemperatureC'),
    ratedSpeedMps: c.lift.facts?.ratedSpeedMps,
    floors: c.lift.facts?.floors,
  };
};

const floorOf = (c: RuleCall): string => {
  const floor = c.value('floor');
  return typeof floor === 'string' ? floor : '';
};

/** One shape for every change, without spreads: most readings come by here. */
const changeOf = (c: RuleCall): StateChange => {
  const { changed } = c;
  const drives = (changed & signalBits.driveStatus) !== 0;
  const car = (changed & signalBits.carStatus) === 0 ? undefined : c.value('carStatus');
  const position = drives ? c.value('positionM') : undefined;
  return {
    doorStatus: (changed & signalBits.carDoorStatus) === 0 ? undefined : (c.value('carDoorStatus') ?? null),
    driveStatus: drives ? (c.value('driveStatus') ?? null) : undefined,
    running: car === undefined ? undefined : car === 'running',
    positionM: typeof position === 'number' ? position : undefined,
  };
};

/** Movements in inspection, under a technician or in a special mode say nothing of wear. */
const isUsual = (c: RuleCall): boolean => {
  const mode = c.value('serviceMode');
  return (mode === undefined || mode === 'normal') && !isAttended(c);
};

const takeReading = (c: RuleCall, m: LiftWear, reading: Reading | undefined): boolean => {
  if (reading?.kind === 'trip') {
    new Usage(m).runs++;
    return takeTrip(m, reading.body, { atMs: c.nowMs, around: around(c) });
  }
  if (reading?.kind === 'door') return takeDoor(m, reading.body, c.nowMs);
  if ((c.changed & CYCLE_BITS) === 0 || c.late) return false;
  const change = changeOf(c);
  if (change.running === true && m.lastTripMs === 0) new Usage(m).runs++;
  return takeState(m, change, { nowMs: c.nowMs, floor: floorOf(c), floors: c.lift.facts?.floors });
};

/** A silent lift is looked at once a day too; at a time of its own, so that a city's lifts are not all due at midnight. */
const askForTomorrow = (c: RuleCall, m: LiftWear): void => {
  const { day } = new Usage(m);
  m.watchedDay = day;
  const share = Number.parseInt(stableId(c.lift.liftId).slice(0, 6), 16) / 0x1000000;
  c.wakeAt((day + 1) * DAY_MS + Math.round(share * SPREAD_MS));
};

const explain = (slot: Slot, lift: LiftState): RuleExplanation => {
  const component = slot.key as WarningComponent;
  const m = wearOf(lift);
  const standing = m?.open[component];
  const clearsWhen = {
    zh: '特征值恢复至基线附近,或维保工单关闭,或现场确认无异常',
    en: 'the features are near their baselines again, a job is closed, or a person finds nothing on site',
  };
  if (!m || !standing) return { summary: { zh: '磨损预警', en: 'wear' }, clearsWhen };
  const policy = policyOf((name) => bound(wear, name, lift));
  const a = assessed(m, component, { nowMs: lift.logMs, policy, cause: standing.cause, level: standing.level });
  const summary = summaryOf(component, standing.cause);
  if (!a) return { summary, clearsWhen };
  const told = warningOf(a, settingsHash);
  const said = slot.confirmation === 'rejected' ? 'rejected' : slot.ending === 'removed' ? 'removed' : undefined;
  const endedBy = said ?? m.ended[component];
  const warning = endedBy === undefined ? told.warning : { ...told.warning, level: 'ended' as const, endedBy };
  return { summary, clearsWhen, wear: { warning, score: told.score } };
};

/** W01-W09: wear of a component, watched and then to be acted on. The method is in src/warning/README.md. */
export const wear: Rule = defineRule<LiftWear>({
  name: WEAR,
  version: '2',
  codes: warningComponents.map(({ code }) => code),
  args: {
    coarsenessPercent: { default: 100, unit: '%', min: 50, max: 300, source: OURS },
    expireDays: { default: 60, unit: 'd', min: 7, max: 365, source: OURS },
    actAheadDays: { default: 14, unit: 'd', min: 1, max: 60, source: OURS },
  },
  delays: { damped: false },
  inputs: changeBits.trip | changeBits.door | changeBits.context | changeBits.timer | CYCLE_BITS,
  evidenceSignals: [],
  safety: false,
  initial: () => new LiftWear(),
  judge(c, m) {
    if (c.context) takeContext(c, m, c.context);
    const closed = isUsual(c) && takeReading(c, m, c.reading);
    const day = passDays(new Usage(m), c.nowMs, !c.lift.link.lost);
    // Of a lift that was taken out it goes on learning and tells nothing.
    if ((closed || day) && c.lift.removed !== true) settle(c, m);
    if (day || m.watchedDay === 0 || (c.changed & changeBits.timer) !== 0) askForTomorrow(c, m);
  },
  explain,
  save: saveWear,
  read: (saved, names) => readWear(saved as SavedWear, names),
  fromPlain: (plain) => wearFrom(plain as PlainWear),
  migrate: (m) => m as LiftWear,
});
