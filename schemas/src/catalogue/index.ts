import type { CatalogueEntry } from './entry.ts';

export type { BacnetLiftFault, CatalogueEntry, Occupancy } from './entry.ts';
export { bacnetLiftFaults } from './entry.ts';

/** Every code, in the order of the tables. */
export const catalogue: readonly CatalogueEntry[] = [];

/** The entry of a canonical code; undefined when there is none. */
export const catalogueEntry = (code: string): CatalogueEntry | undefined => catalogue.find((e) => e.code === code);
