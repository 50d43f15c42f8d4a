import type { Finding, IncidentKind } from '@liftwatch/schemas';
import type { HeldFinding } from './board.ts';

/** Where correlation puts a finding, and why. */
export type Place =
  /** Joins, or opens, the incident of this kind at its lift. */
  | { readonly to: 'lift'; readonly kind: IncidentKind; readonly reason: string; readonly suspects?: boolean }
  /** Waits for others of the same cause. */
  | { readonly to: 'hold'; readonly reason: string }
  /** The parent stands for it; `takes`: held findings that go under the parent as well. */
  | {
      readonly to: 'parent';
      readonly kind: 'site-power' | 'network';
      readonly scope: string;
      readonly reason: string;
      readonly takes: readonly HeldFinding[];
      /** People are in danger at this lift: it also keeps an incident of its own. */
      readonly own?: { readonly kind: IncidentKind; readonly reason: string; readonly suspects: boolean };
    };

/** One stage of correlation: a place, or undefined for "not mine". */
export type Stage = (finding: Finding) => Place | undefined;
