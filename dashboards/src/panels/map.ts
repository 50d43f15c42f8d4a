import * as common from '@grafana/grafana-foundation-sdk/common';
import * as geomap from '@grafana/grafana-foundation-sdk/geomap';
import { targetsOf } from '../query.ts';
import { dressed, type PanelText, type Placed } from './panel.ts';
import { stepsOf } from './thresholds.ts';

export interface MapSpec extends PanelText {
  /** Answers `latitude`, `longitude` and `severity` (0 danger to life ... 4 notice) in one frame. */
  readonly query: string;
  readonly noValue: string;
}

/**
 * Where it is. Two layers of the same points, so that the map says something with the base map's tiles out of reach: tiles come
 * from wherever the administrator's `geomap.default_baselayer` says, and nothing is named here.
 */
export const mapPanel = (spec: MapSpec): Placed =>
  dressed(
    new geomap.PanelBuilder()
      .targets(targetsOf([spec.query], { format: 'table' }))
      .unit('none')
      .thresholds(
        stepsOf([
          { from: null, color: 'red' },
          { from: 2, color: 'orange' },
          { from: 3, color: 'yellow' },
          { from: 4, color: 'blue' },
        ]),
      )
      .view(new geomap.MapViewConfigBuilder().id('fit').allLayers(true).padding(10).maxZoom(16).zoom(10))
      .controls(
        new geomap.ControlsOptionsBuilder()
          .showZoom(true)
          .mouseWheelZoom(true)
          .showAttribution(true)
          .showScale(true)
          .showMeasure(false)
          .showDebug(false),
      )
      .basemap(new common.MapLayerOptionsBuilder().type('default').name('底图 base map').config({}))
      .layers([
        new common.MapLayerOptionsBuilder()
          .type('markers')
          .name('事件 incidents')
          .tooltip(true)
          .location(
            new common.FrameGeometrySourceBuilder()
              .mode(common.FrameGeometrySourceMode.Coords)
              .latitude('latitude')
              .longitude('longitude'),
          )
          .config({
            showLegend: true,
            style: {
              color: { field: 'severity', fixed: 'red' },
              opacity: 0.8,
              size: { fixed: 9, min: 6, max: 14 },
              symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' },
            },
          }),
      ])
      .tooltip(new geomap.TooltipOptionsBuilder().mode(geomap.TooltipMode.Details)),
    spec,
    spec.noValue,
  );
