/** What a cell says: a number, nothing, or something that is no number, with what would mend it. */
export type Cell =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'missing' }
  | { readonly is: 'dirty'; readonly remedy: string };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NOTHING = new Set(['', '-', '--', 'na', 'n/a', 'nan', 'null', 'none', 'nil', '#n/a', '?']);

/** What stands before the tenths. */
export type DecimalMark = '.' | ',';

const COMMA_NUMBER = /^[+-]?\d+,\d+([eE][+-]?\d+)?$/;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+\.\d+$/;

/** Reads one cell. Strict: what is not a whole decimal number is never made one. */
export const readCell = (text: string | undefined, decimal: DecimalMark = '.'): Cell => {
  const written = (text ?? '').trim();
  if (decimal === ',' && written.includes('.'))
    return { is: 'dirty', remedy: 'write it with a decimal comma, without marks for thousands' };
  const trimmed = decimal === ',' ? written.replace(',', '.') : written;
  if (NOTHING.has(trimmed.toLowerCase())) return { is: 'missing' };
  if (NUMBER.test(trimmed)) {
    const value = Number(trimmed);
    if (Number.isFinite(value)) return { is: 'number', value };
  }
  if (COMMA_NUMBER.test(trimmed))
    return { is: 'dirty', remedy: 'write the decimal comma as a point, or give --decimal ,' };
  if (THOUSANDS.test(trimmed)) return { is: 'dirty', remedy: 'write it without marks for thousands' };
  return { is: 'dirty', remedy: 'correct or empty the cell' };
};
