import type { Share } from '@liftwatch/schemas';
import type { Cell, Report, Unit } from './report.ts';
import { cellText } from './text.ts';

/** Spreadsheets of this country read UTF-8 only with it. */
const BYTE_ORDER_MARK = '\uFEFF';
const HEADER = ['section', 'row', 'figure', 'unit', 'value', 'part', 'of', 'low', 'high', 'title_zh', 'title_en'];

/** RFC 4180; a cell that a spreadsheet would take for a formula is made text. */
const quoted = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const unitName: Readonly<Record<Unit, string>> = {
  count: '1',
  duration: 's',
  share: '1',
  per100: '1/100',
  text: '',
  points: '1',
};

const factor = (unit: Unit): number => (unit === 'per100' ? 100 : 1);
const decimals = (value: number | undefined): string =>
  value === undefined ? '' : String(Math.round(value * 1e6) / 1e6);

const shareCells = (share: Share, unit: Unit): readonly string[] => {
  const by = factor(unit);
  const times = (value: number | undefined): string => decimals(value === undefined ? undefined : value * by);
  const whole = share.of === 0 && share.share !== undefined ? ['', ''] : [String(share.part), String(share.of)];
  return [times(share.share), ...whole, times(share.low), times(share.high)];
};

const valueCells = (cell: Cell, unit: Unit): readonly string[] => {
  if (cell === undefined) return ['', '', '', '', ''];
  if (typeof cell === 'object') return shareCells(cell, unit);
  return [typeof cell === 'number' ? decimals(cell) : cell, '', '', '', ''];
};

interface Line {
  readonly section: string;
  readonly row: string;
  readonly figure: string;
  readonly unit: Unit;
  readonly cell: Cell;
  readonly title: { readonly zh: string; readonly en: string };
}

const lineText = ({ section, row, figure, unit, cell, title }: Line): string =>
  [section, row, figure, unitName[unit], ...valueCells(cell, unit), title.zh, title.en].map(quoted).join(',');

const linesOf = (report: Report): readonly Line[] => [
  ...report.warnings.map((warning, i) => ({
    section: 'warning',
    row: String(i + 1),
    figure: 'text',
    unit: 'text' as const,
    cell: `${warning.zh} ${warning.en}`,
    title: { zh: '提示', en: 'warning' },
  })),
  ...report.figures.map(({ id, unit, value, title }) => ({
    section: 'summary',
    row: '',
    figure: id,
    unit,
    cell: value,
    title,
  })),
  ...report.tables.flatMap(({ id, columns, rows }) =>
    rows.flatMap((cells, i) =>
      columns.map(({ id: figure, unit, title }, at) => ({
        section: id,
        // Rows of text only have no name of their own: they are numbered.
        row: columns.slice(1).every((column) => column.unit === 'text') ? String(i + 1) : cellText(cells[0], 'text'),
        figure,
        unit,
        cell: cells[at],
        title,
      })),
    ),
  ),
];

/**
 * A report as CSV, one value a line: times in s, shares 0-1 with part, whole and interval, rates per 100. An empty value is not
 * known. UTF-8 with a byte order mark, CRLF.
 */
export const reportCsv = (report: Report): string => {
  const period = [
    ['report', '', 'kind', '', report.kind],
    ['report', '', 'period', '', report.period],
    ['report', '', 'from_ms', 'ms', String(report.fromMs)],
    ['report', '', 'to_ms', 'ms', String(report.toMs)],
    ['report', '', 'made_at_ms', 'ms', String(report.madeAtMs)],
  ].map((cells) => [...cells, '', '', '', '', '', ''].map(quoted).join(','));
  return `${BYTE_ORDER_MARK}${[HEADER.join(','), ...period, ...linesOf(report).map(lineText)].join('\r\n')}\r\n`;
};
