/** Writes the generated files of the repository; `--check` compares instead and names those that are stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from './checks/env-example.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const generated: Readonly<Record<string, string>> = { '.env.example': await envExample(root) };

for (const [file, text] of Object.entries(generated)) {
  const path = join(root, file);
  const present = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (present === text) continue;
  if (isCheck) {
    console.error(`${file} is stale: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
