import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const skipped = new Set(['node_modules', 'dist', '.turbo', '.git', 'coverage', '.liftwatch']);

/** All files below a folder, relative to the root, with forward slashes and in a stable order. Built and installed ones are left out. */
export const filesBelow = (root: string, folder = '.'): readonly string[] => {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .flatMap((entry) => {
      const path = relative(root, join(start, entry.name)).split(sep).join('/');
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
};

export const workspacesOf = (root: string): readonly string[] =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: readonly string[] }).workspaces;

/** TypeScript that ships or is tested: every workspace's files. */
export const typeScriptFiles = (root: string): readonly string[] =>
  workspacesOf(root).flatMap((workspace) =>
    filesBelow(root, workspace).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts')),
  );

/** Tests, benchmarks, and what only builds: they may use what a package declares for development. */
export const isTestFile = (file: string): boolean =>
  /\.(test|bench)\.tsx?$|\/(test|bench)\/|vite(?:st)?\.config\.ts$|\/build-page\.ts$/.test(file);

/** Folders without IO, clock or framework. */
export const pureCentres: readonly string[] = [
  'services/rule-engine/src/diagnosis',
  'services/rule-engine/src/warning',
  'services/dispatch/src/correlation',
  'services/dispatch/src/incidents',
  'services/dispatch/src/escalation',
  'services/dispatch/src/holding',
  'services/dispatch/src/routing',
  'services/dispatch/src/worklist',
];

export const isInCentre = (file: string): boolean => pureCentres.some((folder) => file.startsWith(`${folder}/`));
