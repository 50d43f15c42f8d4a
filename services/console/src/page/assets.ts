import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ConsoleError } from '../errors.ts';

export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
  /** The same, compressed when the page was built. */
  readonly gzip: Buffer | undefined;
  /** Its name holds a hash of its content: it may be kept for ever. */
  readonly isImmutable: boolean;
}

export interface Assets {
  readonly page: Asset;
  find(path: string): Asset | undefined;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

const readAsset = (folder: string, name: string): Asset => {
  const compressed = join(folder, `${name}.gz`);
  return {
    contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
    body: readFileSync(join(folder, name)),
    gzip: existsSync(compressed) ? readFileSync(compressed) : undefined,
    isImmutable: name.startsWith('assets/'),
  };
};

/**
 * The built page, in memory: a request never names a file.
 * @throws {ConsoleError} LIFT_CONSOLE_PAGE_MISSING when it has not been built
 */
export const loadAssets = (folder: string): Assets => {
  if (!existsSync(join(folder, 'index.html')))
    throw new ConsoleError('LIFT_CONSOLE_PAGE_MISSING', `${folder} holds no built page: run \`npm run build\``);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.gz'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  const assets = new Map(names.map((name) => [`/${name}`, readAsset(folder, name)]));
  return { page: assets.get('/index.html') as Asset, find: (path) => assets.get(path) };
};
