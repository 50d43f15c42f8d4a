import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envExample } from './env-example.ts';

const SCHEMA = `
const setting = (description, fallback) => ({
  description,
  safeParse: (value) => (fallback === undefined ? { success: false } : { success: true, data: value ?? fallback }),
});
export const configSchema = { shape: { LIFTWATCH_A_MS: setting('Waits, ms', 5), LIFTWATCH_B: setting('Must be given') } };
`;

test('settings with a default stand as comments, required ones as lines to fill in', async () => {
  const root = mkdtempSync(join(tmpdir(), 'liftwatch-env-'));
  for (const folder of ['one/src', 'one/dist', 'without-config']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', workspaces: ['one', 'without-config'] }));
  writeFileSync(join(root, 'one/src/config.ts'), '');
  writeFileSync(join(root, 'one/dist/config.js'), SCHEMA);
  const text = await envExample(root);
  rmSync(root, { recursive: true });
  expect(text).toContain('## one\n\n# Waits, ms\n# LIFTWATCH_A_MS=5\n# Must be given Required.\nLIFTWATCH_B=\n');
});
