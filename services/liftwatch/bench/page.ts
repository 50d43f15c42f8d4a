import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PATH = join(import.meta.dirname, '../../../docs/benchmarks.md');

/** Writes one benchmark's part of docs/benchmarks.md, from its heading on; the others stay as they are. */
export const writeBenchmark = (heading: string, text: string): void => {
  const parts = readFileSync(PATH, 'utf8').split(/^(?=## )/m);
  const place = parts.findIndex((part) => part.startsWith(`## ${heading}\n`));
  const part = `## ${heading}\n\n${text.trim()}\n`;
  if (place >= 0) parts[place] = part;
  else parts.push(part);
  writeFileSync(PATH, `${parts.map((one) => one.trim()).join('\n\n')}\n`);
};

/** The ingest benchmark writes the head of the page too; what other benchmarks wrote stays. */
export const writeIngest = (page: string): void => {
  const others = readFileSync(PATH, 'utf8')
    .split(/^(?=## )/m)
    .filter((part) => part.startsWith('## ') && !part.startsWith('## ingest\n'));
  writeFileSync(PATH, `${[page, ...others].map((one) => one.trim()).join('\n\n')}\n`);
};
