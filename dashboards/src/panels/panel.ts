import type { Bilingual } from '@liftwatch/schemas';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { CHOSEN_SOURCE } from '../query.ts';
import { both, bothParagraphs } from '../text.ts';

/** What every panel says of itself. */
export interface PanelText {
  readonly title: Bilingual;
  /** Defines the figure: what is counted, over what, and what is left out. */
  readonly about: Bilingual;
  /** Grid columns of 24. */
  readonly width: number;
  /** Shows this span up to now instead of the page's range, e.g. `30d`. */
  readonly timeFrom?: string;
}

/** A panel that has no place yet; the layout gives it one, and an id. */
export interface Placed {
  readonly width: number;
  readonly build: () => dashboard.Panel;
}

/** Written where nothing is known, which is never a 0. */
export const NO_VALUE = '无数据 no data';

interface Common<Self> {
  title(title: string): Self;
  description(text: string): Self;
  datasource(ref: { type: string; uid: string }): Self;
  noValue(text: string): Self;
  timeFrom(span: string): Self;
  build(): dashboard.Panel;
}

/** Puts the common things on a builder of any panel type. */
export const dressed = <Builder extends Common<Builder>>(
  builder: Builder,
  text: PanelText,
  noValue: string = NO_VALUE,
): Placed => {
  builder.title(both(text.title)).description(bothParagraphs(text.about)).datasource(CHOSEN_SOURCE).noValue(noValue);
  if (text.timeFrom !== undefined) builder.timeFrom(text.timeFrom);
  return { width: text.width, build: () => builder.build() };
};
