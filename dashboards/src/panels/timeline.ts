import * as common from '@grafana/grafana-foundation-sdk/common';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { plain, stepsOf } from './thresholds.ts';

export interface TimelineSpec extends PanelText {
  readonly query: string;
  /** A value holds for so long without a word, ms; then the lane is empty, because nobody knows. */
  readonly holdsMs: number;
}

/** Which state when, one lane per column. */
export const timelinePanel = (spec: TimelineSpec): Placed =>
  dressed(
    new statetimeline.PanelBuilder()
      .targets(targetsOf([spec.query], { format: 'table' }))
      .unit('string')
      .thresholds(stepsOf(plain))
      .mergeValues(true)
      .showValue(common.VisibilityMode.Auto)
      .rowHeight(0.9)
      .alignValue(common.TimelineValueAlignment.Left)
      .fillOpacity(70)
      .lineWidth(0)
      .spanNulls(spec.holdsMs)
      .legend(
        new common.VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(common.LegendDisplayMode.List)
          .placement(common.LegendPlacement.Bottom)
          .calcs([]),
      ),
    spec,
  );
