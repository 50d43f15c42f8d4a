import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, numberOf } from '../words/time.ts';
import { isDrawn, plotOptions, type Limit } from './plot-options.ts';

const HEIGHT_PX = 190;
const TABLE_ROWS = 200;

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** Draws into a box and follows its width. */
const usePlot = (title: string, of: { unit: string; points: readonly Point[]; limits: readonly Limit[] }) => {
  const box = useRef<HTMLDivElement>(null);
  const { language } = useLanguage();
  const { unit, points, limits } = of;
  useEffect(() => {
    const on = box.current;
    if (!on) return undefined;
    const values = points.map((point) => point.value);
    const spec = { title, unit, limits, values, width: on.clientWidth, height: HEIGHT_PX, language };
    const plot = new uPlot(plotOptions(spec, on), [points.map((point) => point.atMs / 1_000), values], on);
    const observer = new ResizeObserver(() => plot.setSize({ width: on.clientWidth, height: HEIGHT_PX }));
    observer.observe(on);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [title, unit, points, limits, language]);
  return box;
};

const PointTable = ({ points, unit }: { readonly points: readonly Point[]; readonly unit: string }) => {
  const { language, words } = useLanguage();
  return (
    <details className="chart-table">
      <summary>{words.chart.table}</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={words.chart.table}>
        <table className="table">
          <tbody>
            {points.slice(-TABLE_ROWS).map((point) => (
              <tr key={point.atMs}>
                <td>{dateAndTime(point.atMs, language)}</td>
                <td>
                  {numberOf(point.value, language)} {unit}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};

/** One figure over time with its unit and the limits that rules judge it by. Drag zooms, double-click goes back. */
export const Chart = ({
  title,
  unit,
  points,
  limits,
}: {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly Point[];
  readonly limits: readonly Limit[];
}) => {
  const { words } = useLanguage();
  const values = points.map(({ value }) => value);
  const box = usePlot(title, { unit, points, limits });
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong> <span className="muted">{unit}</span>
        {[...new Map(limits.map((limit) => [limit.label, limit])).values()].map((limit) => (
          <span key={limit.label} className="chart-limit">
            {limit.label}
            {points.length > 0 && !isDrawn(limit, values, limits) && ` ${words.chart.outside}`}
          </span>
        ))}
      </figcaption>
      {points.length === 0 ? (
        <div className="state">
          <p>{words.chart.noData}</p>
          <p className="muted">{words.chart.noDataHint}</p>
        </div>
      ) : (
        <>
          <div ref={box} role="img" aria-label={`${title} (${unit})`} title={words.chart.zoomHint} />
          <PointTable points={points} unit={unit} />
        </>
      )}
    </figure>
  );
};
