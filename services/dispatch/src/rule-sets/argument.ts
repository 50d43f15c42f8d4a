import type { BuiltInRule } from '@liftwatch/schemas';

type Spec = BuiltInRule['args'][string];

/** Units that people mix up, by what they measure, in the smallest of each. */
const sizes: readonly Readonly<Record<string, number>>[] = [
  { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  { mm: 1, cm: 10, m: 1_000 },
];

const spelling = (unit: string): string => unit.replace(/^(℃|C|degC)$/, '°C').replace(/^(sec|seconds?)$/, 's');

const converted = (value: number, from: string, to: string): number | undefined => {
  const table = sizes.find((one) => one[from] !== undefined && one[to] !== undefined);
  return table && (value * (table[from] as number)) / (table[to] as number);
};

export type Argument = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly problem: string };

const wrong = (problem: string): Argument => ({ ok: false, problem });

const inRange = (value: number, spec: Spec): Argument =>
  value < spec.min || value > spec.max
    ? wrong(`is ${value} ${spec.unit}: must be ${spec.min} to ${spec.max} ${spec.unit}`)
    : { ok: true, value };

/** A number in the argument's unit, or a text that says its unit: read, its unit and range checked. */
export const readArgument = (written: number | string, spec: Spec): Argument => {
  if (typeof written === 'number') return inRange(written, spec);
  const [, digits = '', unitText = ''] = /^\s*(-?\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(written) ?? [];
  if (digits === '')
    return wrong(`is "${written}": write a number, or a number with its unit: ${spec.default} ${spec.unit}`);
  const unit = spelling(unitText);
  if (unit === '' || unit === spec.unit) return inRange(Number(digits), spec);
  const value = converted(Number(digits), unit, spec.unit);
  const remedy = value === undefined ? `give it in ${spec.unit}` : `write ${value} ${spec.unit}`;
  return wrong(`is in ${unit}, but its unit is ${spec.unit}: ${remedy}`);
};
