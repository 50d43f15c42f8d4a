import { catalogue } from '@liftwatch/schemas';
import { doors } from './doors.ts';
import { nothing, type Injector } from './injector.ts';
import { modes } from './modes.ts';
import { movements } from './movements.ts';
import { stops } from './stops.ts';
import { terminalFaults } from './terminals.ts';
import { wearFaults } from './wear.ts';

export type { Arguments, Expectation, Injector, Target, TerminalTroubles } from './injector.ts';

const acting = new Map(
  [...stops, ...doors, ...movements, ...wearFaults, ...terminalFaults, ...modes].map((i) => [i.code, i]),
);

/** Codes that the machinery or a sensor can show. */
export const actingCodes: readonly string[] = [...acting.keys()];

/** A code without a signal of ours (water in the pit, an escalator's comb): nothing but its report can be seen. */
const reportOnly = (code: string, en: string): Injector => ({
  code,
  en,
  args: {},
  begin: () => undefined,
  end: () => undefined,
  expects: nothing,
});

/** The injector of a catalogue code; undefined when the catalogue does not know the code. */
export const injectorOf = (code: string): Injector | undefined => {
  const found = acting.get(code);
  if (found) return found;
  const entry = catalogue.find((e) => e.code === code);
  return entry && reportOnly(code, entry.en);
};
