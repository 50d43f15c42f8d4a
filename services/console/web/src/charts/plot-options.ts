import type uPlot from 'uplot';

export interface Limit {
  readonly value: number;
  readonly label: string;
}

const styleOf = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();

/** A limit far from every value would press the curve flat: it is drawn when it is within this many times their size. */
const FAR = 6;

/** The vertical range: all values, and the limits that are not far from them. */
export const rangeWith = (values: readonly number[], limits: readonly Limit[]): readonly [number, number] => {
  if (values.length === 0) return [0, 1];
  let low = Math.min(...values);
  let high = Math.max(...values);
  const size = Math.max(high - low, Math.abs(high), Math.abs(low)) || 1;
  for (const { value } of limits) {
    if (value > high && value - high <= FAR * size) high = value;
    if (value < low && low - value <= FAR * size) low = value;
  }
  const margin = (high - low || 1) * 0.08;
  return [low - margin, high + margin];
};

/** Whether a limit is in the picture; one that is not has to be told as such, or its absence would say that there is none. */
export const isDrawn = (limit: Limit, values: readonly number[], limits: readonly Limit[]): boolean => {
  const [low, high] = rangeWith(values, limits);
  return limit.value >= low && limit.value <= high;
};

/** Shorter than this, s, there is no time to draw along: one reading alone stands in the middle of some minutes. */
const SHORTEST_S = 60;
const AROUND_S = 300;

/** The horizontal range, s: that of the readings, or some minutes around the only one. */
export const timeRange = (from: number | null, to: number | null): [number, number] => {
  if (from === null || to === null) return [0, SHORTEST_S];
  return to - from >= SHORTEST_S ? [from, to] : [from - AROUND_S, to + AROUND_S];
};

const drawLimits =
  (limits: readonly Limit[], colour: string) =>
  (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const { value } of limits) {
      const y = plot.valToPos(value, 'y', true);
      if (y < bbox.top || y > bbox.top + bbox.height) continue;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  };

export interface PlotSpec {
  readonly title: string;
  readonly unit: string;
  readonly limits: readonly Limit[];
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly language: string;
}

/** A calm line with its limit, in the colours of the page. */
export const plotOptions = (spec: PlotSpec, on: Element): uPlot.Options => {
  const muted = styleOf(on, '--muted');
  const axis = { stroke: muted, grid: { stroke: styleOf(on, '--line'), width: 1 }, ticks: { show: false } };
  const range = rangeWith(spec.values, spec.limits);
  const clock = new Intl.DateTimeFormat(spec.language, {
    timeZone: 'Asia/Shanghai',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  return {
    width: spec.width,
    height: spec.height,
    cursor: { drag: { x: true, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true, range: (_, from, to) => timeRange(from, to) },
      y: { range: () => [range[0], range[1]] },
    },
    axes: [
      { ...axis, space: 90, values: (_, splits) => splits.map((s) => clock.format(s * 1_000)) },
      {
        ...axis,
        size: 56,
        label: spec.unit,
        labelSize: 18,
        labelFont: '12px sans-serif',
        values: (_, splits) => splits.map((s) => String(Math.round(s * 1_000) / 1_000)),
      },
    ],
    series: [
      { label: '', value: (_, s) => (s === null ? '' : clock.format(s * 1_000)) },
      {
        label: `${spec.title} (${spec.unit})`,
        stroke: styleOf(on, '--accent'),
        width: 1.5,
        points: { size: 4 },
        value: (_, v) => (v === null ? '' : `${v} ${spec.unit}`),
      },
    ],
    hooks: { draw: [drawLimits(spec.limits, styleOf(on, '--p0'))] },
  };
};
