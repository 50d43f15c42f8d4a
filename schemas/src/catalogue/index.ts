import type { CatalogueEntry } from './entry.ts';
import { alarmCodes } from './alarm.ts';
import { coreEvents } from './core-events.ts';
import { coreFaults } from './core-faults.ts';
import { derivedCodes } from './derived.ts';
import { entrapmentCodes } from './entrapment.ts';
import { escalatorCodes } from './escalator.ts';
import { terminalCodes } from './terminal.ts';

export type { BacnetLiftFault, CatalogueEntry, Occupancy } from './entry.ts';
export { bacnetLiftFaults } from './entry.ts';
export { impliedSignals, type ImpliedSignals } from './implied-signals.ts';

/** Every code, in the order of the tables: national core, escalators, X codes, the terminal and unknown codes. */
export const catalogue: readonly CatalogueEntry[] = [
  ...coreFaults,
  ...coreEvents,
  ...alarmCodes,
  ...escalatorCodes,
  ...entrapmentCodes,
  ...derivedCodes,
  ...terminalCodes,
];

const byCode: ReadonlyMap<string, CatalogueEntry> = new Map(catalogue.map((entry) => [entry.code, entry]));

/** The entry of a canonical code; undefined when there is none. O(1). */
export const catalogueEntry = (code: string): CatalogueEntry | undefined => byCode.get(code);

/** The code under which a raw code is reported that its dialect does not list. */
export const UNKNOWN_RAW_CODE = 'U00';
/** The code of the ticket about a terminal whose clock is wrong. */
export const CLOCK_WRONG_CODE = 'T01';
