import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const manifest = (name: string, dependencies: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ name, exports: { '.': './src/index.ts' }, dependencies });

/** A small repository of our layers in which every import is allowed. */
const sound: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    workspaces: ['schemas', 'services/stores', 'services/broker', 'services/rule-engine'],
  }),
  'schemas/package.json': manifest('@liftwatch/schemas', { zod: '4.0.0' }),
  'schemas/src/index.ts': `import { z } from 'zod';\nexport const word = z.string();\n`,
  'services/stores/package.json': manifest('@liftwatch/stores', { '@liftwatch/schemas': '0.1.0' }),
  'services/stores/src/index.ts': `import { readFileSync } from 'node:fs';\nexport { word } from '@liftwatch/schemas';\nexport const read = readFileSync;\n`,
  'services/broker/package.json': manifest('@liftwatch/broker', {
    '@liftwatch/stores': '0.1.0',
    '@liftwatch/rule-engine': '0.1.0',
  }),
  'services/broker/src/index.ts': `export { read } from '@liftwatch/stores';\n`,
  'services/rule-engine/package.json': manifest('@liftwatch/rule-engine', {
    '@liftwatch/schemas': '0.1.0',
    '@liftwatch/stores': '0.1.0',
  }),
  'services/rule-engine/src/index.ts': `export { step } from './diagnosis/step.ts';\n`,
  'services/rule-engine/src/rim.ts': `export const rim = 1;\n`,
  'services/rule-engine/src/diagnosis/step.ts': `import { word } from '@liftwatch/schemas';\nexport const step = word;\n`,
};

/** Writes that repository, with some files added or replaced, hands it over, and removes it. */
export const withRepository = <T>(changes: Readonly<Record<string, string>>, look: (root: string) => T): T => {
  const root = mkdtempSync(join(tmpdir(), 'liftwatch-planted-'));
  try {
    for (const [file, text] of Object.entries({ ...sound, ...changes })) {
      const path = join(root, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return look(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
