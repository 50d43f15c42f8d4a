const shown = (value: unknown): string => {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Where what is there differs from what is wanted, as `path: there -> wanted`. What Grafana adds by itself is no
 * difference; a list that is longer or shorter is one.
 */
export const differences = (there: unknown, wanted: unknown, path = ''): readonly string[] => {
  if (Array.isArray(wanted) && Array.isArray(there)) {
    const length = Math.max(wanted.length, there.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) => differences(there[i], wanted[i], `${path}[${i}]`));
  }
  if (isRecord(wanted) && isRecord(there))
    return Object.keys(wanted).flatMap((key) =>
      differences(there[key], wanted[key], path === '' ? key : `${path}.${key}`),
    );
  return Object.is(there, wanted) ? [] : [`${path}: ${shown(there)} -> ${shown(wanted)}`];
};
