import type { RuleCall } from '../../kernel/rule.ts';
import type { Memory } from './memory.ts';
import type { Ground, Running } from './rows.ts';

/** What a state row rests on, as far as a person who rejects its alarm, or ends it, has judged it. */
export type Judged = 'between-floors' | 'at-landing' | 'door-failed' | 'power' | 'contact';

const restsOn: Readonly<Partial<Record<Ground, Judged>>> = {
  'between-floors': 'between-floors',
  'between-floors-fault': 'between-floors',
  'unknown-between-floors': 'between-floors',
  'trip-ended': 'at-landing',
  'stays-closed': 'at-landing',
  'door-failed': 'door-failed',
  'unknown-door-failed': 'door-failed',
  'power-lost': 'power',
  'unknown-power-lost': 'power',
  'contact-lost': 'contact',
};

const statesOf = (rows: readonly Running[]): Judged[] =>
  rows.map(({ ground }) => restsOn[ground]).filter((one) => one !== undefined);

/** A person rejects a finding of the lift, or says that it is over. */
export const isWord = (c: RuleCall): boolean =>
  c.context?.type === 'operator-decision' && (c.context.decision === 'rejected' || c.context.decision === 'released');

/** A person has rejected or ended the entrapment: the state as it stands is judged, and so is what was pressed or sent. Nothing is new. */
export const takeJudgement = (m: Memory, rows: readonly Running[]): readonly Running[] => {
  m.judged = statesOf(rows);
  m.instant = undefined;
  m.pressedMs = 0;
  m.pressedRaw = undefined;
  return [];
};

/** Who has judged a car whose door has failed has judged that it stands there closed; silence is no evidence of anything. */
const covers = (judged: readonly Judged[], one: Judged): boolean =>
  judged.includes(one) || one === 'contact' || (one === 'at-landing' && judged.includes('door-failed'));

/**
 * Of the rows that run, those that say something new: not what a person has judged, for as long as it lasts. What comes to
 * it later (the door fails, the car stands elsewhere, the power goes) is evidence of its own.
 */
export const unjudged = (m: Memory, rows: readonly Running[]): readonly Running[] => {
  if (m.judged.length === 0) return rows;
  const states = statesOf(rows);
  m.judged = m.judged.filter((one) => states.includes(one) || (one === 'door-failed' && states.includes('at-landing')));
  const { judged } = m;
  if (judged.length === 0) return rows;
  return rows.filter(({ ground }) => {
    const state = restsOn[ground];
    return state === undefined || !covers(judged, state);
  });
};
