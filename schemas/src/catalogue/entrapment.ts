import type { CatalogueEntry } from './entry.ts';
import { always } from './priority.ts';
import { OURS } from './sources.ts';

const entrapment = {
  class: 'entrapment',
  equipment: 'lift',
  priority: always('P1'),
  incidentKind: 'entrapment',
  component: 'person',
  bacnetLiftFault: null,
  source: OURS,
  mark: 'D',
} as const;

/** A person in a car that does not open. Cities number these differently; the dialects map onto the two. */
export const entrapmentCodes: readonly CatalogueEntry[] = [
  { ...entrapment, code: 'X01', zh: '平层困人', en: 'entrapment at a landing' },
  { ...entrapment, code: 'X02', zh: '非平层困人', en: 'entrapment between landings' },
];
