import { z } from 'zod';

/** What Grafana's panels take, as far as we use it; strict, so that an option that does not exist is an error and not silence. */
const color = z.strictObject({ mode: z.string(), fixedColor: z.string().optional(), seriesBy: z.string().optional() });
const thresholds = z.strictObject({
  mode: z.enum(['absolute', 'percentage']),
  steps: z
    .array(z.strictObject({ value: z.number().nullable(), color: z.string() }))
    .min(1)
    .refine((steps) => steps[0]?.value === null, 'the first step begins at null')
    .refine(
      (steps) => steps.every((step, i) => i < 2 || (step.value ?? 0) > (steps[i - 1]?.value ?? -Infinity)),
      'steps rise',
    ),
});
const override = z.strictObject({
  matcher: z.strictObject({ id: z.enum(['byName', 'byRegexp']), options: z.string() }),
  properties: z.array(z.strictObject({ id: z.string(), value: z.unknown() })),
});
const fieldConfig = (custom: z.ZodType) =>
  z.strictObject({
    defaults: z.strictObject({
      unit: z.string().min(1),
      noValue: z.string().min(1),
      decimals: z.int().min(0).optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      color: color.optional(),
      thresholds,
      custom: custom.optional(),
    }),
    overrides: z.array(override),
  });
const legend = z.strictObject({
  displayMode: z.enum(['list', 'table', 'hidden']),
  placement: z.enum(['bottom', 'right']),
  showLegend: z.boolean(),
  calcs: z.array(z.string()),
});
const tooltip = z.strictObject({ mode: z.enum(['single', 'multi', 'none']), sort: z.enum(['asc', 'desc', 'none']) });
const orientation = z.enum(['auto', 'horizontal', 'vertical']);

const target = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  query: z.string().min(1),
  rawQuery: z.literal(true),
  resultFormat: z.enum(['table', 'time_series']),
  alias: z.string().optional(),
  datasource: z.strictObject({ type: z.literal('influxdb'), uid: z.string().min(1) }),
});
const gridPos = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });

const panelOf = <Type extends string>(
  type: Type,
  parts: { custom: z.ZodType; options: z.ZodType; targets?: z.ZodType },
) =>
  z.strictObject({
    type: z.literal(type),
    id: z.int().positive(),
    title: z.string().min(1),
    description: z.string().min(1),
    transparent: z.boolean().optional(),
    repeatDirection: z.enum(['h', 'v']).optional(),
    datasource: z.strictObject({ type: z.literal('influxdb'), uid: z.string().min(1) }),
    gridPos,
    timeFrom: z
      .string()
      .regex(/^\d+[mhd]$/)
      .optional(),
    targets: parts.targets ?? z.array(target).min(1),
    transformations: z.array(z.strictObject({ id: z.string(), options: z.unknown() })).optional(),
    options: parts.options,
    fieldConfig: fieldConfig(parts.custom),
  });

const tableTarget = z.array(target.extend({ resultFormat: z.literal('table') })).length(1);

export const panelSchemas = {
  stat: panelOf('stat', {
    custom: z.strictObject({}),
    options: z.strictObject({
      reduceOptions: z.strictObject({ calcs: z.array(z.string()).length(1), fields: z.string(), values: z.boolean() }),
      graphMode: z.enum(['none', 'area']),
      colorMode: z.enum(['value', 'background', 'none']),
      justifyMode: z.enum(['auto', 'center']),
      textMode: z.enum(['auto', 'value', 'value_and_name', 'name', 'none']),
      wideLayout: z.boolean(),
      showPercentChange: z.boolean(),
      percentChangeColorMode: z.string().optional(),
      orientation,
    }),
    targets: tableTarget,
  }),
  table: panelOf('table', {
    custom: z.strictObject({ filterable: z.boolean(), align: z.string().optional(), inspect: z.boolean().optional() }),
    options: z.strictObject({
      showHeader: z.boolean(),
      cellHeight: z.enum(['sm', 'md', 'lg']),
      frameIndex: z.number().optional(),
      footer: z.unknown().optional(),
      showTypeIcons: z.boolean().optional(),
      sortBy: z.array(z.strictObject({ displayName: z.string(), desc: z.boolean() })).optional(),
    }),
    targets: tableTarget,
  }),
  timeseries: panelOf('timeseries', {
    custom: z.strictObject({
      drawStyle: z.enum(['line', 'bars', 'points']),
      lineWidth: z.number(),
      fillOpacity: z.number(),
      showPoints: z.enum(['auto', 'always', 'never']),
      spanNulls: z.literal(false),
      stacking: z.strictObject({ mode: z.enum(['none', 'normal', 'percent']), group: z.string().optional() }),
      thresholdsStyle: z.strictObject({ mode: z.enum(['off', 'line', 'area']) }),
    }),
    options: z.strictObject({ legend, tooltip }),
  }),
  barchart: panelOf('barchart', {
    custom: z.strictObject({
      lineWidth: z.number(),
      fillOpacity: z.number(),
      gradientMode: z.enum(['none', 'opacity']),
    }),
    options: z.looseObject({
      xField: z.string().min(1),
      orientation,
      showValue: z.enum(['auto', 'always', 'never']),
      stacking: z.enum(['none', 'normal', 'percent']),
      legend,
    }),
    targets: tableTarget,
  }),
  'state-timeline': panelOf('state-timeline', {
    custom: z.strictObject({ fillOpacity: z.number(), lineWidth: z.number(), spanNulls: z.number().positive() }),
    options: z.looseObject({
      mergeValues: z.boolean(),
      showValue: z.enum(['auto', 'always', 'never']),
      rowHeight: z.number(),
      alignValue: z.enum(['left', 'center', 'right']),
      legend,
    }),
    targets: tableTarget,
  }),
  geomap: panelOf('geomap', {
    custom: z.strictObject({}),
    options: z.strictObject({
      view: z.strictObject({
        id: z.string(),
        allLayers: z.boolean(),
        padding: z.number(),
        zoom: z.number(),
        maxZoom: z.number(),
        lat: z.number().optional(),
        lon: z.number().optional(),
      }),
      controls: z.looseObject({ showAttribution: z.literal(true) }),
      basemap: z.strictObject({ type: z.literal('default'), name: z.string(), config: z.strictObject({}) }),
      layers: z
        .array(
          z.strictObject({
            type: z.literal('markers'),
            name: z.string(),
            tooltip: z.boolean(),
            location: z.strictObject({ mode: z.literal('coords'), latitude: z.string(), longitude: z.string() }),
            config: z.looseObject({}),
          }),
        )
        .min(1),
      tooltip: z.strictObject({ mode: z.enum(['details', 'none']) }),
    }),
    targets: tableTarget,
  }),
  row: z.strictObject({
    type: z.literal('row'),
    id: z.int().positive(),
    title: z.string().min(1),
    collapsed: z.literal(false),
    gridPos,
    panels: z.array(z.unknown()).length(0),
  }),
} as const;

/** One panel of a dashboard, by its type. */
export const panelSchema = z.discriminatedUnion('type', [
  panelSchemas.stat,
  panelSchemas.table,
  panelSchemas.timeseries,
  panelSchemas.barchart,
  panelSchemas['state-timeline'],
  panelSchemas.geomap,
  panelSchemas.row,
]);
