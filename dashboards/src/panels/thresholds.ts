import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

export interface Step {
  readonly from: number | null;
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'gray' | 'text' | 'transparent';
}

/** Absolute steps, the lowest first with `from: null`. */
export const stepsOf = (steps: readonly Step[]): dashboard.ThresholdsConfigBuilder =>
  new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map(({ from, color }) => ({ value: from, color })));

export const plain: readonly Step[] = [{ from: null, color: 'text' }];
/** Any is too many. */
export const noneIsGood: readonly Step[] = [
  { from: null, color: 'green' },
  { from: 1, color: 'red' },
];
export const above = (yellow: number, red: number): readonly Step[] => [
  { from: null, color: 'green' },
  { from: yellow, color: 'yellow' },
  { from: red, color: 'red' },
];
export const below = (red: number, green: number): readonly Step[] => [
  { from: null, color: 'red' },
  { from: red, color: 'yellow' },
  { from: green, color: 'green' },
];
