import { catalogueEntry, isWarningCode } from '@liftwatch/schemas';
import type { LiftState } from '../diagnosis/index.ts';
import type { Condition } from './roll-ups/days.ts';

/** A mode of service is shown, but is no fault; neither is wear. */
const hasAlarm = (lift: LiftState): boolean => {
  for (const name in lift.rules) {
    for (const slot of lift.rules[name]?.slots ?? []) {
      const event = slot.priority === 'P4' && catalogueEntry(slot.code)?.class === 'event';
      if (slot.stage === 'alarm' && !event && !isWarningCode(slot.code)) return true;
    }
  }
  return false;
};

const wasHeard = (lift: LiftState): boolean => lift.terminals.length > 0;

/**
 * What is known of a lift: nothing while its link is lost or it was never heard, else whether an alarm is open. Alarms
 * change only with a finding, so that without one the condition `before` saves the search.
 */
export const conditionOf = (lift: LiftState, before: Condition, alarmsMayHaveChanged: boolean): Condition => {
  if (lift.link.lost || !wasHeard(lift)) return 'unknown';
  if (before !== 'unknown' && !alarmsMayHaveChanged) return before;
  return hasAlarm(lift) ? 'fault' : 'normal';
};
