import { meaningOf, type CodeEvent, type DialectMeaning } from '@liftwatch/schemas';
import type { LiftState } from '../kernel/lift-state.ts';

/** The code table an event is read by: its own, else the lift's, else core. */
export const dialectFor = (lift: LiftState, body: CodeEvent): string => body.dialect ?? lift.facts?.dialect ?? 'core';

/** What a code means by its own table; undefined: not known there, and never guessed. */
export const meaningFor = (lift: LiftState, body: CodeEvent): DialectMeaning | undefined =>
  meaningOf(dialectFor(lift, body), body.code);
