import { catalogueEntry, type CatalogueEntry, type UnixMs, type WarningComponent } from '@liftwatch/schemas';
import { eventWeight, faded, round } from '../../warning/index.ts';
import type { LiftState, Slot } from '../kernel/lift-state.ts';
import { wearOf } from './memory.ts';

const componentOf: Readonly<Partial<Record<CatalogueEntry['component'], WarningComponent>>> = {
  door: 'door',
  'safety-chain': 'lock',
  brake: 'brake',
  drive: 'drive',
  rope: 'rope',
  position: 'levelling',
  controller: 'control',
  power: 'control',
  car: 'ride',
};

/** A fault was reported: it weighs on its component's score for some weeks. Said once per finding. */
export const noteAlarm = (lift: LiftState, slot: Slot, atMs: UnixMs): void => {
  const m = wearOf(lift);
  const component = slot.code === '05' ? 'movement' : componentOf[catalogueEntry(slot.code)?.component ?? 'person'];
  if (!m || !component) return;
  const [penalty = 0, sinceMs = atMs] = m.events[component] ?? [];
  const whole = Math.min(200, faded(penalty, atMs - sinceMs) + eventWeight(slot.priority));
  if (whole > 0) m.events = { ...m.events, [component]: [round(whole, 2), Math.max(atMs, sinceMs)] };
};
