import type { Parts } from '../parts.ts';
import { startPointsWriter, type PointsWriter } from './points-writer.ts';

/** The writer of dispatch's points; undefined without a time series. */
export const openPoints = ({ deps, nowMs }: Parts): PointsWriter | undefined =>
  deps.series &&
  startPointsWriter({
    database: deps.database,
    series: deps.series,
    nowMs,
    onError: (err) => deps.logger.warn({ err }, 'time series does not take points, they wait in the database'),
  });
