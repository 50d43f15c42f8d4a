import type { WarningComponent } from '@liftwatch/schemas';

/** What a feature's readings are compared within: the same floor; direction and load; direction and speed reached. */
export type ContextOf = 'floor' | 'load' | 'speed' | 'span' | 'hour';

/**
 * One thing that is measured per trip or door cycle and watched over days. `log`: judged as a relative change (a ratio),
 * so that watch and act are factors; else as a difference in the feature's own unit.
 */
export interface Feature {
  readonly name: string;
  readonly unit: string;
  readonly zh: string;
  readonly en: string;
  readonly component: WarningComponent;
  readonly log: boolean;
  readonly direction: 'up' | 'down' | 'both';
  /** Change that is worth a watch, and one to act on: 1.15 is +15 % for `log`, else a difference in `unit`. */
  readonly watch: number;
  readonly act: number;
  /** Where the two come from, with its mark. */
  readonly source: string;
  /** Additive contexts, most telling first. */
  readonly contexts: readonly ContextOf[];
  /** Deviations of single floors are kept, so that one landing is told from all. */
  readonly perFloor?: boolean;
  /**
   * Also watch how much single values scatter about the block: this factor is worth a watch, this one to act on; of
   * another component where scatter means another part.
   */
  readonly spread?: { readonly watch: number; readonly act: number; readonly component?: WarningComponent };
  /** What the readings are: physically possible values; others are dirt and skipped. */
  readonly least: number;
  readonly most: number;
}

/** One thing that is counted: events per cycle. */
export interface CountFeature {
  readonly name: string;
  readonly unit: string;
  readonly zh: string;
  readonly en: string;
  readonly component: WarningComponent;
  /** Rates per cycle. */
  readonly watch: number;
  readonly act: number;
  readonly source: string;
  readonly perFloor?: boolean;
}
