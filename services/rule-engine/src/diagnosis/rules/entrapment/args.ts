import type { RuleArg } from '../../kernel/rule.ts';

const seconds = (value: number, max: number, source: string): RuleArg => ({
  default: value,
  unit: 's',
  min: 1,
  max,
  source,
});
const TABLE = 'liftwatch default, entrapment decision table 5.2 [D]';

/** The numbers of the decision table. */
export const args = {
  offLevelSuspectS: seconds(20, 300, `${TABLE} row 3; deployed terminals 20 s [S]`),
  offLevelAlarmS: seconds(30, 600, `${TABLE} row 3; deployed terminals 20-90 s [S]`),
  faultAlarmS: seconds(10, 60, `${TABLE} row 3 with a safety fault`),
  guardedSuspectS: seconds(60, 600, `${TABLE} row 1, modes 0, 3, 4, 6`),
  guardedAlarmS: seconds(90, 600, `${TABLE} row 1, modes 0, 3, 4, 6`),
  levelSuspectS: seconds(60, 600, `${TABLE} row 4`),
  evidenceAlarmS: seconds(90, 600, `${TABLE} rows 4 and 6 with evidence; edge video default 90 s [S]`),
  levelAlarmS: seconds(300, 1_800, `${TABLE} row 4 without evidence`),
  powerAlarmS: seconds(60, 600, `${TABLE} row 5, automatic rescue window`),
  unknownAlarmS: seconds(60, 600, `${TABLE} row 6`),
  linkSuspectS: seconds(60, 600, `${TABLE} row 10`),
  linkAlarmS: seconds(300, 1_800, `${TABLE} row 10`),
  pressS: seconds(3, 10, `${TABLE} row 2`),
  pressStopS: seconds(30, 120, `${TABLE} row 2, pressed while moving`),
  callBackS: seconds(300, 900, `${TABLE} row 2, mechanic`),
  personHoldS: seconds(30, 120, `${TABLE}; person sensors hold 10-25 s [S]`),
  stuckH: { default: 4, unit: 'h', min: 1, max: 48, source: 'liftwatch default, filters 5.3 [D]' },
} as const satisfies Record<string, RuleArg>;
