import type { Bilingual, Share } from '@liftwatch/schemas';
import type { Cell, Column, Figure, Report, Table } from './report.ts';
import { STYLE } from './style.ts';
import { cellDetail, cellNumber, cellText } from './text.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c);
const both = ({ zh, en }: Bilingual): string => `${escaped(zh)} <small lang="en">${escaped(en)}</small>`;
const paragraph = ({ zh, en }: Bilingual): string => `${escaped(zh)} <span lang="en">${escaped(en)}</span>`;

const made = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const BAR_WIDTH = 90;
const BAR_HEIGHT = 6;
/** Above this many rows a table may be split over pages. */
const SHORT_ROWS = 4;

const intervalLine = (share: Share, most: number): string => {
  if (share.low === undefined || share.high === undefined) return '';
  const at = (value: number): string => ((BAR_WIDTH * value) / most).toFixed(1);
  return `<line x1="${at(share.low)}" x2="${at(share.high)}" y1="3" y2="3" stroke="var(--ink)" stroke-width="1.5"/>`;
};

/** A bar as long as the value, with its interval drawn over it; for the eye only, the number stands beside it. */
const bar = (cell: Cell, most: number): string => {
  const value = cellNumber(cell);
  if (value === undefined || most <= 0) return '';
  const width = ((BAR_WIDTH * value) / most).toFixed(1);
  const interval = typeof cell === 'object' ? intervalLine(cell, most) : '';
  return `<svg width="${BAR_WIDTH}" height="${BAR_HEIGHT}" aria-hidden="true"><rect width="${width}" height="${BAR_HEIGHT}" rx="1" fill="var(--accent)" opacity="0.55"/>${interval}</svg>`;
};

const topOf = (cell: Cell): number =>
  typeof cell === 'object' ? (cell.high ?? cell.share ?? 0) : (cellNumber(cell) ?? 0);

const cellHtml = (cell: Cell, column: Column, most: number): string => {
  const isUnknown = cell === undefined || (typeof cell === 'object' && cell.share === undefined);
  const classes = [column.unit === 'text' ? '' : 'number', isUnknown ? 'unknown' : ''].filter(Boolean).join(' ');
  const detail = cellDetail(cell, column.unit);
  const drawn = column.bar === true ? bar(cell, most) : '';
  const shown = escaped(cellText(cell, column.unit));
  return `<td${classes && ` class="${classes}"`}>${shown}${detail && `<span class="detail">${escaped(detail)}</span>`}${drawn}</td>`;
};

const tableHtml = ({ id, title, about, columns, rows, none }: Table): string => {
  const head = `<h2 id="${escaped(id)}">${both(title)}</h2><p class="about">${paragraph(about)}</p>`;
  if (rows.length === 0) return `<section class="short">${head}<p class="none">${paragraph(none)}</p></section>`;
  const most = columns.map((_, at) => Math.max(...rows.map((row) => topOf(row[at]))));
  const heads = columns.map(
    ({ title: column, unit }) =>
      `<th scope="col"${unit === 'text' ? '' : ' class="number"'}>${escaped(column.zh)}<small lang="en">${escaped(column.en)}</small></th>`,
  );
  const body = rows.map(
    (row) => `<tr>${columns.map((column, at) => cellHtml(row[at], column, most[at] ?? 0)).join('')}</tr>`,
  );
  const short = rows.length <= SHORT_ROWS ? ' class="short"' : '';
  return `<section${short}>${head}<div class="scroll"><table aria-labelledby="${escaped(id)}"><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div></section>`;
};

const figureHtml = ({ title, value, unit, note, isBad }: Figure): string => {
  const isUnknown = value === undefined || (typeof value === 'object' && value.share === undefined);
  const kind = isUnknown ? ' class="unknown"' : isBad === true ? ' class="bad"' : '';
  const detail = cellDetail(value, unit);
  const notes = [detail && escaped(detail), note && paragraph(note)].filter(Boolean);
  return `<div class="figure"><dt>${escaped(title.zh)} <span lang="en">${escaped(title.en)}</span></dt><dd${kind}>${escaped(cellText(value, unit))}</dd>${notes.map((one) => `<dd class="note">${one}</dd>`).join('')}</div>`;
};

/** A report as one HTML file that needs nothing else: no script, no font, no picture from anywhere. */
export const reportHtml = (report: Report): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(report.title.zh)} ${escaped(report.period)} · ${escaped(report.title.en)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${both(report.title)}</h1><div class="period">${escaped(report.period)}</div>
<div class="made">liftwatch · 北京时间 Beijing time ${escaped(made.format(report.fromMs))} – ${escaped(made.format(report.toMs))} · 制表 made ${escaped(made.format(report.madeAtMs))}</div></header>
<main>
${report.warnings.map((warning) => `<p class="warning" role="note">${paragraph(warning)}</p>`).join('\n')}
<dl class="figures">${report.figures.map(figureHtml).join('\n')}</dl>
${report.tables.map(tableHtml).join('\n')}
<section><h2>${both({ zh: '口径', en: 'Definitions' })}</h2><ul class="definitions">${report.definitions.map((one) => `<li>${paragraph(one)}</li>`).join('')}</ul></section>
</main>
</body>
</html>
`;
