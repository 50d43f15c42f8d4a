import * as barchart from '@grafana/grafana-foundation-sdk/barchart';
import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { plain, stepsOf } from './thresholds.ts';

export interface BarsSpec extends PanelText {
  readonly query: string;
  readonly unit: string;
  /** The column that names the bars. */
  readonly by: string;
  readonly noValue?: string;
  readonly horizontal?: boolean;
  readonly transformations?: readonly dashboard.DataTransformerConfig[];
}

/** One bar per group. Groups come from the query, or from a transformation where the column is no tag. */
export const barsPanel = (spec: BarsSpec): Placed =>
  dressed(
    new barchart.PanelBuilder()
      .targets(targetsOf([spec.query], { format: 'table' }))
      .unit(spec.unit)
      .thresholds(stepsOf(plain))
      .xField(spec.by)
      .orientation(spec.horizontal === true ? common.VizOrientation.Horizontal : common.VizOrientation.Vertical)
      .showValue(common.VisibilityMode.Auto)
      .stacking(common.StackingMode.None)
      .legend(
        new common.VizLegendOptionsBuilder()
          .showLegend(false)
          .displayMode(common.LegendDisplayMode.List)
          .placement(common.LegendPlacement.Bottom)
          .calcs([]),
      )
      .transformations([
        ...(spec.transformations ?? []),
        { id: 'organize', options: { excludeByName: { Time: true }, indexByName: {}, renameByName: {} } },
      ]),
    spec,
    spec.noValue,
  );

/** Counts rows by a column that is a field, which InfluxQL cannot group by; a number becomes a name, since bars are named. */
export const countBy = (column: string, counted: string): readonly dashboard.DataTransformerConfig[] => [
  {
    id: 'groupBy',
    options: {
      fields: {
        [column]: { operation: 'groupby', aggregations: [] },
        [counted]: { operation: 'aggregate', aggregations: ['count'] },
      },
    },
  },
  {
    id: 'convertFieldType',
    options: { conversions: [{ targetField: column, destinationType: 'string' }], fields: {} },
  },
];
