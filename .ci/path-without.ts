import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A PATH on which everything is found except one command, and its removal. */
export interface ShadowPath {
  readonly path: string;
  remove(): void;
}

/** Builds a folder of links to every command of the present PATH but one. */
export const pathWithout = (command: string): ShadowPath => {
  const shadow = mkdtempSync(join(tmpdir(), 'liftwatch-path-'));
  const linked = new Set([command]);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (linked.has(name)) continue;
      linked.add(name);
      symlinkSync(join(folder, name), join(shadow, name));
    }
  }
  return { path: shadow, remove: () => rmSync(shadow, { recursive: true, force: true }) };
};
