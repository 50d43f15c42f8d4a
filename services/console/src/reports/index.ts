export { reportCsv } from './csv.ts';
export { dailyReport } from './daily.ts';
export { reportHtml } from './html.ts';
export { monthlyReport } from './monthly.ts';
export { htmlToPdf } from './pdf.ts';
export type { Cell, Column, Figure, Report, Table, Unit } from './report.ts';
