export { configSchema, loadConfig, type ConsoleConfig } from './config.ts';
export { ConsoleError, consoleErrorCodes, type ConsoleErrorCode } from './errors.ts';
export type { DeadLetters, MakeCredential, ShownDeadLetter } from './http/console-view.ts';
export { startConsole, type ConsoleDeps, type ConsoleHandle } from './start-console.ts';
export { dailyReport, htmlToPdf, monthlyReport, reportCsv, reportHtml, type Report } from './reports/index.ts';
