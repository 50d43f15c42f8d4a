const unitS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of a number, or of a text like `90`, `1h30m`, `500ms`; undefined: it is neither. */
export const seconds = (value: number | string): number | undefined => {
  if (typeof value === 'number') return value;
  const text = value.replaceAll(' ', '');
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce(
    (sum, [, number = '0', unit = 's']) => sum + Number(number) * (unitS[unit] ?? 0),
    0,
  );
};

/** As people read it: `90 s`. */
export const inSeconds = (s: number): string => `${Math.round(s * 1_000) / 1_000} s`;
