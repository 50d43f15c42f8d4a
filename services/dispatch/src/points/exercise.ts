import { SELF_TEST_LIFT, type Incident } from '@liftwatch/schemas';
import type { ExpressionBuilder } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';

/** Nobody was in danger: an exercise at a lift, or the daily self-test. No figure about rescues counts it. */
export const isExercise = ({ drill, liftId }: Incident): boolean => drill === true || liftId === SELF_TEST_LIFT;

/** Incidents that are none, by what their row says; an exercise has a scope of its own. */
export const isNoExercise = (e: ExpressionBuilder<DispatchTables, 'incident'>) =>
  e.and([
    e('incident.scope', 'not like', 'drill/%'),
    e.or([e('incident.lift_id', 'is', null), e('incident.lift_id', '!=', SELF_TEST_LIFT)]),
  ]);
