import * as common from '@grafana/grafana-foundation-sdk/common';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { plain, stepsOf, type Step } from './thresholds.ts';

export interface TimeSeriesSpec extends PanelText {
  readonly queries: readonly string[];
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  /** Limits drawn into the chart as lines. */
  readonly limits?: readonly Step[];
  readonly stacked?: boolean;
  readonly bars?: boolean;
  /** Name of a line: `$col`, `$tag_x`. */
  readonly alias?: string;
  readonly colors?: Readonly<Record<string, string>>;
}

/** Values over time. A gap is drawn as a gap: what nobody reported is not interpolated. */
export const timeSeriesPanel = (spec: TimeSeriesSpec): Placed => {
  const builder = new timeseries.PanelBuilder()
    .targets(targetsOf(spec.queries, { format: 'time_series', alias: spec.alias ?? '$col' }))
    .unit(spec.unit)
    .thresholds(stepsOf(spec.limits ?? plain))
    .thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(
        spec.limits === undefined ? common.GraphThresholdsStyleMode.Off : common.GraphThresholdsStyleMode.Line,
      ),
    )
    .drawStyle(spec.bars === true ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(spec.stacked === true || spec.bars === true ? 60 : 0)
    .showPoints(common.VisibilityMode.Auto)
    .spanNulls(false)
    .stacking(
      new common.StackingConfigBuilder().mode(
        spec.stacked === true ? common.StackingMode.Normal : common.StackingMode.None,
      ),
    )
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.None));
  if (spec.min !== undefined) builder.min(spec.min);
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  for (const [name, color] of Object.entries(spec.colors ?? {}))
    builder.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  return dressed(builder, spec);
};
