import type { Bilingual } from '@liftwatch/schemas';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { placed, type Band } from './layout.ts';
import { CHOSEN_SOURCE, SOURCE_UID } from './query.ts';
import { both, bothParagraphs } from './text.ts';

export interface Page {
  /** Part of its address; never changed once released. */
  readonly uid: string;
  readonly folder: 'safety' | 'platform';
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh: string;
  readonly variables?: readonly dashboard.VariableModel[];
  readonly bands: readonly Band[];
}

const chosenSource = (): dashboard.VariableModel =>
  new dashboard.DatasourceVariableBuilder('datasource')
    .label('数据源 data source')
    .type('influxdb')
    .current({ selected: true, text: SOURCE_UID, value: SOURCE_UID })
    .build();

/** Values of a tag to choose from, all by default. The measurement must be a small one. */
export const tagVariable = (name: string, label: Bilingual, from: { measurement: string; tag: string }) =>
  new dashboard.QueryVariableBuilder(name)
    .label(both(label))
    .datasource(CHOSEN_SOURCE)
    .query(`SHOW TAG VALUES FROM "${from.measurement}" WITH KEY = "${from.tag}"`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
    .build();

/** A value that people type; the query must hold for any. */
export const textVariable = (name: string, label: Bilingual, value: string): dashboard.VariableModel =>
  new dashboard.TextBoxVariableBuilder(name).label(both(label)).defaultValue(value).build();

/** The classic JSON of a page, as file provisioning takes it. */
export const dashboardOf = (page: Page): dashboard.Dashboard => {
  const built = new dashboard.DashboardBuilder(both(page.title))
    .uid(page.uid)
    .description(bothParagraphs(page.about))
    .tags(['liftwatch'])
    .timezone('Asia/Shanghai')
    .weekStart('monday')
    .readonly()
    .time(page.time)
    .refresh(page.refresh)
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('liftwatch')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['liftwatch'])
        .asDropdown(true)
        .keepTime(false)
        .includeVars(false),
    )
    .build();
  return {
    ...built,
    templating: { list: [chosenSource(), ...(page.variables ?? [])] },
    panels: placed(page.bands),
  };
};
