/** Writes the generated files of the repository; `--check` compares instead and names those that are stale. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { envExample } from './checks/env-example.ts';
import { rulesPage } from './checks/rules-page.ts';
import { generatedFiles } from '../schemas/generate/files.ts';
import { openApiDocument as engineOpenApi } from '../services/rule-engine/dist/http/openapi.js';
import { openApiDocument as dispatchOpenApi } from '../services/dispatch/dist/http/openapi.js';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Path from the root, and what it is to hold. Schemas come from the sources, all else from what was built. */
const generated: ReadonlyMap<string, string> = new Map([
  ...generatedFiles(),
  ['services/rule-engine/openapi.json', json(engineOpenApi())],
  ['services/dispatch/openapi.generated.json', json(dispatchOpenApi())],
  ['.env.example', await envExample(root)],
  ['docs/rules.md', await rulesPage(root)],
]);

for (const [file, text] of generated) {
  const path = join(root, file);
  const present = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (present === text) continue;
  if (isCheck) {
    console.error(`${file} is stale: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
if (isCheck) console.log(`${generated.size} generated files looked at`);
