import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerName, packagesOf } from '../servers/catalogue.ts';

/** A suite that did not run because this machine lacks a server. */
export interface SkippedSuite {
  readonly server: ServerName;
  readonly suite: string;
  /** Debian packages that would make it run. */
  readonly packages: readonly string[];
}

/** Where skips are noted: `LIFTWATCH_SKIPPED_DIR`, which `npm test` sets to a fresh folder, else one under the temporary folder. */
export const skippedDir = (): string => process.env['LIFTWATCH_SKIPPED_DIR'] ?? join(tmpdir(), 'liftwatch-skipped');

/** Notes a skip for the list at the end of the run. Noting the same suite twice is one entry. */
export const recordSkipped = (server: ServerName, suite: string): void => {
  const note: SkippedSuite = { server, suite, packages: packagesOf(server) };
  const dir = skippedDir();
  mkdirSync(dir, { recursive: true });
  const name = createHash('sha256').update(`${server}\0${suite}`).digest('hex').slice(0, 24);
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(note));
};

/** Everything noted in a folder, by server and suite. A folder that does not exist has no notes. */
export const readSkipped = (dir = skippedDir()): readonly SkippedSuite[] => {
  mkdirSync(dir, { recursive: true });
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as SkippedSuite)
    .sort((a, b) => `${a.server} ${a.suite}`.localeCompare(`${b.server} ${b.suite}`));
};
