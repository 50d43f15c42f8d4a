import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { TruthLine } from './format.ts';

const PATH = join(import.meta.dirname, '../../../../docs/reliability.md');
const MARK = '<!-- generated -->';

/** Writes the table below the mark of docs/reliability.md, and how it was made. */
export const writePage = async (
  table: string,
  run: {
    readonly truth: readonly TruthLine[];
    readonly seed: number;
    readonly scale: number;
    readonly rate: number;
    readonly lifts: number;
  },
): Promise<void> => {
  const page = await readFile(PATH, 'utf8');
  const parts = run.truth.filter((line) => line.truth === 'run').length;
  const ms = run.truth.reduce((sum, line) => (line.truth === 'fault' ? sum + line.toMs - line.fromMs : sum), 0);
  const scale = run.scale === 1 ? '' : ` --scale ${run.scale}`;
  const inParts = parts === 1 ? '' : ` in ${parts} parts (\`--only\`, \`--add\`)`;
  const measured = `Measured with \`npm run bench -- faults --seed ${run.seed}${scale} --write\`${inParts}: ${run.rate} readings/s, ${run.lifts} lifts, ${Math.round(ms / 60_000)} min under load; ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}) shared by all processes, Node ${process.version}.`;
  await writeFile(PATH, `${page.slice(0, page.indexOf(MARK) + MARK.length)}\n\n${measured}\n\n${table}\n`);
};
