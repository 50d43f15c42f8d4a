import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { plain, stepsOf } from './thresholds.ts';

export interface Column {
  /** The column of the answer. */
  readonly name: string;
  readonly title?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly width?: number;
  /** Draws the value as a bar from 0 to this. */
  readonly gaugeTo?: number;
  /** What is shown in the place of a value. */
  readonly words?: Readonly<Record<string, string>>;
  /** Where a click leads; `${__data.fields.x}` works. */
  readonly href?: string;
}

export interface TableSpec extends PanelText {
  readonly query: string;
  /** In the order of the query. What is not named here keeps its column's name; `hide` drops columns. */
  readonly columns: readonly Column[];
  readonly hide?: readonly string[];
  readonly sortBy?: { readonly column: string; readonly desc: boolean };
  readonly noValue?: string;
  readonly transformations?: readonly dashboard.DataTransformerConfig[];
}

const propertiesOf = (column: Column): dashboard.DynamicConfigValue[] => [
  ...(column.title === undefined ? [] : [{ id: 'displayName', value: column.title }]),
  ...(column.unit === undefined ? [] : [{ id: 'unit', value: column.unit }]),
  ...(column.decimals === undefined ? [] : [{ id: 'decimals', value: column.decimals }]),
  ...(column.width === undefined ? [] : [{ id: 'custom.width', value: column.width }]),
  ...(column.gaugeTo === undefined
    ? []
    : [
        { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
        { id: 'min', value: 0 },
        { id: 'max', value: column.gaugeTo },
      ]),
  ...(column.words === undefined
    ? []
    : [
        {
          id: 'mappings',
          value: [
            {
              type: 'value',
              options: Object.fromEntries(
                Object.entries(column.words).map(([value, text], index) => [value, { text, index }]),
              ),
            },
          ],
        },
      ]),
  ...(column.href === undefined ? [] : [{ id: 'links', value: [{ title: '打开 open', url: column.href }] }]),
];

/** Rows of one statement. */
export const tablePanel = (spec: TableSpec): Placed => {
  const hidden = Object.fromEntries((spec.hide ?? []).map((name) => [name, true]));
  const builder = new table.PanelBuilder()
    .targets(targetsOf([spec.query], { format: 'table' }))
    .unit('string')
    .thresholds(stepsOf(plain))
    .showHeader(true)
    .cellHeight(common.TableCellHeight.Sm)
    .filterable(true)
    .transformations([
      ...(spec.transformations ?? []),
      { id: 'organize', options: { excludeByName: hidden, indexByName: {}, renameByName: {} } },
    ]);
  for (const column of spec.columns) builder.overrideByName(column.name, propertiesOf(column));
  if (spec.sortBy) {
    const { column, desc } = spec.sortBy;
    builder.sortBy([new common.TableSortByFieldStateBuilder().displayName(column).desc(desc)]);
  }
  return dressed(builder, spec, spec.noValue);
};
