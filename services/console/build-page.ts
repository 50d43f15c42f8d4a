/** Builds the operators' page into web/dist, compressed beside; does nothing when nothing it is made from has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const dist = join(here, 'web/dist');
const stamp = join(dist, '.built-from');
const COMPRESSED = /\.(?:js|css|html|svg)$/;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Of everything that the page is made from: its sources, how it is built, the versions of its libraries. */
const madeFrom = (): string => {
  const hash = createHash('sha256');
  const sources = [
    ...['web/src', 'web/public'].flatMap((folder) => filesIn(join(here, folder))),
    ...['web/index.html', 'vite.config.ts', 'build-page.ts', 'package.json'].map((name) => join(here, name)),
  ];
  for (const file of sources) hash.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};

const compress = (): void => {
  for (const file of filesIn(dist))
    if (COMPRESSED.test(file))
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
};

const wanted = madeFrom();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const { build } = await import('vite');
  await build({ configFile: join(here, 'vite.config.ts') });
  compress();
  writeFileSync(stamp, wanted);
}
