import { measurements, type FieldType, type Measurement } from './measurements.ts';

const splitOutside = (text: string, separator: string): string[] => {
  const parts: string[] = [];
  let quoted = false;
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\') {
      part += c + (text[++i] ?? '');
      continue;
    }
    if (c === '"') quoted = !quoted;
    if (c === separator && !quoted) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  return [...parts, part];
};

const typeOf = (value: string): FieldType | undefined => {
  if (/^".*"$/s.test(value)) return 'string';
  if (value === 'true' || value === 'false') return 'boolean';
  if (/^-?\d+i$/.test(value)) return 'integer';
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(value) ? 'float' : undefined;
};

/** What is wrong with a line of line protocol against the schema of measurements; for tests. Independent of the writer. */
export const schemaProblems = (line: string): string[] => {
  const [series = '', fields = '', time = '', ...rest] = splitOutside(line, ' ');
  const [name = '', ...tags] = splitOutside(series, ',');
  const schema = (measurements as Readonly<Record<string, Measurement>>)[name];
  if (!schema) return [`no measurement ${name}`];
  const problems: string[] = rest.length > 0 ? ['more than three parts'] : [];
  const tagNames = tags.map((tag) => tag.split('=')[0] ?? '');
  if (tagNames.join() !== schema.tags.join()) problems.push(`tags ${tagNames.join()} instead of ${schema.tags.join()}`);
  for (const field of splitOutside(fields, ',')) {
    const at = field.indexOf('=');
    const wanted = schema.fields[field.slice(0, at)];
    const got = typeOf(field.slice(at + 1));
    if (wanted === undefined || got !== wanted) problems.push(`field ${field}: wanted ${wanted}, got ${got}`);
  }
  if (!/^\d{16,19}$/.test(time)) problems.push(`time ${time}`);
  return problems;
};
