import * as common from '@grafana/grafana-foundation-sdk/common';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { plain, stepsOf, type Step } from './thresholds.ts';

export interface StatSpec extends PanelText {
  readonly query: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  /** Shown where the answer is empty; the default says that nothing is known. */
  readonly noValue?: string;
  /** The field that is shown; default: every number. */
  readonly field?: string;
  readonly calc?: 'lastNotNull' | 'min' | 'max';
}

/** One or a few figures, large. Every value of the answer gets a tile of its own, named by its column. */
export const statPanel = (spec: StatSpec): Placed => {
  const reduce = new common.ReduceDataOptionsBuilder().calcs([spec.calc ?? 'lastNotNull']).values(false);
  reduce.fields(spec.field === undefined ? '' : `/^${spec.field}$/`);
  const builder = new stat.PanelBuilder()
    .targets(targetsOf([spec.query], { format: 'table' }))
    .unit(spec.unit)
    .thresholds(stepsOf(spec.steps ?? plain))
    .reduceOptions(reduce)
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Auto)
    .wideLayout(true)
    .showPercentChange(false)
    .orientation(common.VizOrientation.Auto);
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  return dressed(builder, spec, spec.noValue);
};
