/** `npm run bench -- NAME [arguments]`: runs `<workspace>/bench/NAME.ts`. Without a name it lists them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const USAGE_EXIT_CODE = 64;

const benchmarks = (): ReadonlyMap<string, string> => {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  const found = new Map<string, string>();
  for (const workspace of workspaces) {
    const folder = join(root, workspace, 'bench');
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      if (/^[a-z][a-z0-9-]*\.ts$/.test(file)) found.set(file.slice(0, -'.ts'.length), join(folder, file));
    }
  }
  return found;
};

const [name, ...args] = process.argv.slice(2);
const known = benchmarks();
const path = name === undefined ? undefined : known.get(name);
if (path === undefined) {
  const names = [...known.keys()].sort().join(', ') || 'none yet';
  console.error(
    `${name === undefined ? 'name a benchmark' : `no benchmark "${name}"`}: npm run bench -- NAME [arguments]; NAME is one of: ${names}`,
  );
  process.exitCode = USAGE_EXIT_CODE;
} else {
  const run = spawnSync(process.execPath, [path, ...args], { stdio: 'inherit', cwd: root });
  process.exitCode = run.status ?? 1;
}
