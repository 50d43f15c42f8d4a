import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `docs/rules.md`, from the rules and their pages. Needs a build. */
export const rulesPage = async (root: string): Promise<string> => {
  const service = join(root, 'services/rule-engine');
  const { rulesPage: write } = (await import(pathToFileURL(join(service, 'dist/rules-page.js')).href)) as {
    rulesPage(pageOf: (name: string) => string): string;
  };
  return write((name) => readFileSync(join(service, 'src/diagnosis/rules', name, 'README.md'), 'utf8'));
};
