import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'lw-folder-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('makes what is missing, with the rights that are asked for, and leaves what is there', () => {
  const deep = join(dir, 'a', 'b', 'c');
  makeFolder(deep, 0o700);
  makeFolder(deep, 0o755);
  for (const made of [join(dir, 'a'), deep]) expect(statSync(made).mode & 0o777).toBe(0o700);
});
test('a file in its way is told', () => {
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(join(dir, 'file'))).toThrow(/file is no folder .*EEXIST/);
  expect(() => makeFolder(join(dir, 'file', 'below'))).toThrow(/EEXIST.*file'/);
});
test.skipIf(!existsSync('/proc/self'))('where the system makes no folder it comes back, and says which', () => {
  expect(() => makeFolder('/proc/liftwatch')).toThrow(/ENOENT.*\/proc\/liftwatch'/);
  expect(() => makeFolder('/proc/liftwatch/log')).toThrow(/ENOENT.*\/proc\/liftwatch'/);
});
