import type { IncidentKind } from '../finding/finding.ts';
import type { Priority } from '../severity.ts';

/** BACnetLiftFault (ASHRAE 135) by name. */
export const bacnetLiftFaults = [
  'controller-fault',
  'drive-and-motor-fault',
  'governor-and-safety-gear-fault',
  'lift-shaft-device-fault',
  'power-supply-fault',
  'safety-interlock-fault',
  'door-closing-fault',
  'door-opening-fault',
  'car-stopped-outside-landing-zone',
  'call-button-stuck',
  'start-failure',
  'controller-supply-fault',
  'self-test-failure',
  'runtime-limit-exceeded',
  'position-lost',
  'drive-temperature-exceeded',
  'load-measurement-fault',
] as const;
export type BacnetLiftFault = (typeof bacnetLiftFaults)[number];

export type Occupancy = 'occupied' | 'empty' | 'unknown';

/** One code of the catalogue. The code is ours and stable; dialects map onto it. */
export interface CatalogueEntry {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly class: 'none' | 'fault' | 'event' | 'alarm' | 'entrapment' | 'warning' | 'terminal';
  readonly equipment: 'lift' | 'escalator' | 'both';
  /** Default priority, by what is known of people in the car. */
  readonly priority: Readonly<Record<Occupancy, Priority>>;
  readonly incidentKind: IncidentKind;
  readonly component:
    | 'safety-chain'
    | 'door'
    | 'brake'
    | 'drive'
    | 'rope'
    | 'position'
    | 'controller'
    | 'power'
    | 'car'
    | 'shaft'
    | 'step-band'
    | 'handrail'
    | 'comb'
    | 'terminal'
    | 'person'
    | 'mode';
  readonly bacnetLiftFault: BacnetLiftFault | null;
  /** What the table cannot say: a priority that a rule decides, a value that other standards keep elsewhere. */
  readonly note?: string;
  /** Where the code comes from, and how sure we are: S seen, R recalled, D derived (ours). */
  readonly source: string;
  readonly mark: 'S' | 'R' | 'D';
}
