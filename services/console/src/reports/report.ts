import type { Bilingual, Share } from '@liftwatch/schemas';

/** How a value is written: a count, seconds as m:ss, a share as %, a number per 100 lifts, text. */
export type Unit = 'count' | 'duration' | 'share' | 'per100' | 'text' | 'points';

/** One cell. Undefined is not known, which is never written as 0. */
export type Cell = number | string | Share | undefined;

/** One figure of a report, with what it means. */
export interface Figure {
  readonly id: string;
  readonly title: Bilingual;
  readonly unit: Unit;
  readonly value: Cell;
  /** What it is out of, or why it is not known. */
  readonly note?: Bilingual;
  readonly isBad?: boolean;
}

export interface Column {
  readonly id: string;
  readonly title: Bilingual;
  readonly unit: Unit;
  /** Drawn as bars beside the number. */
  readonly bar?: boolean;
}

/** Rows that belong together: the first column names the row. */
export interface Table {
  readonly id: string;
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Said instead of rows where there are none. */
  readonly none: Bilingual;
}

/** A report as data; each form (HTML, PDF, CSV) is a way of writing it down. */
export interface Report {
  readonly kind: 'daily' | 'monthly';
  readonly title: Bilingual;
  /** `2026-03-02`, or `2026-03`. */
  readonly period: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly madeAtMs: number;
  /** What the reader must know before he believes a number; first of all gaps in the data. */
  readonly warnings: readonly Bilingual[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly definitions: readonly Bilingual[];
}
