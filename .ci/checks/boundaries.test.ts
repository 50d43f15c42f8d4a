import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkBoundaries, importsOf } from './boundaries.ts';
import { withRepository } from './planted-repository.ts';

const ENGINE = 'services/rule-engine/src';

test('a sound repository passes, and was looked at', () => {
  const report = withRepository({}, checkBoundaries);
  expect(report.violations).toEqual([]);
  expect(report.moduleCount).toBe(6);
  expect(report.importCount).toBe(6);
});

test('a centre may import a declared numeric library, and must declare it', () => {
  const file = `${ENGINE}/diagnosis/step.ts`;
  const { violations } = withRepository({ [file]: `import '@stdlib/stats-base-dists-t-quantile';` }, checkBoundaries);
  expect(violations.map(({ reason }) => reason)).toEqual([expect.stringContaining('not declared')]);
});

test.each([
  ['a service imports a service', 'services/broker/src/index.ts', `import '@liftwatch/rule-engine';`, 'may not import'],
  [
    'a type-only import of a service',
    'services/broker/src/index.ts',
    `import type { x } from '@liftwatch/rule-engine';`,
    'may not import',
  ],
  [
    'an import() type of a service',
    'services/broker/src/index.ts',
    `export type X = import('@liftwatch/rule-engine').x;`,
    'may not import',
  ],
  [
    'a dynamic import of a service',
    'services/broker/src/index.ts',
    `await import('@liftwatch/rule-engine');`,
    'may not import',
  ],
  [
    'a deep import of sources',
    'services/broker/src/index.ts',
    `export * from '@liftwatch/stores/src/index.ts';`,
    'does not export',
  ],
  [
    'a path into another package',
    'services/broker/src/index.ts',
    `export * from '../../stores/src/index.ts';`,
    'outside its package',
  ],
  ['an undeclared dependency', 'services/broker/src/index.ts', `import 'left-pad';`, 'not declared'],
  ['schemas imports ours', 'schemas/src/index.ts', `import '@liftwatch/stores';`, 'not declared'],
  ['a centre imports node', `${ENGINE}/diagnosis/step.ts`, `import 'node:fs';`, 'no IO'],
  [
    'a centre imports a library',
    `${ENGINE}/diagnosis/step.ts`,
    `import '@liftwatch/stores';`,
    'a pure centre imports only',
  ],
  ['a centre imports its rim', `${ENGINE}/diagnosis/step.ts`, `import '../rim.ts';`, 'from the rim'],
  ['a file that does not parse', `${ENGINE}/rim.ts`, `return } (`, 'does not parse'],
  ['a product file imports a test', `${ENGINE}/rim.ts`, `import './rim.test.ts';`, 'imports a test'],
])('%s is refused', (_, file, source, reason) => {
  const { violations } = withRepository({ [file]: source }, checkBoundaries);
  expect(violations).toHaveLength(1);
  expect(violations[0]).toMatchObject({ file });
  expect(violations[0]?.reason).toContain(reason);
});

test('a package without a place in the layers is refused', () => {
  const changes = {
    'package.json': JSON.stringify({ workspaces: ['schemas', 'stray'] }),
    'stray/package.json': JSON.stringify({ name: '@liftwatch/stray' }),
  };
  expect(withRepository(changes, checkBoundaries).violations).toMatchObject([{ specifier: '@liftwatch/stray' }]);
});

test('words that look like imports in comments and strings are not imports', () => {
  expect(importsOf('x.ts', `// import 'a'\nconst s = "import 'b'"; export { s };`)).toEqual([]);
});

test('this repository is looked at', () => {
  const { moduleCount, importCount } = checkBoundaries(join(import.meta.dirname, '../..'));
  expect(moduleCount).toBeGreaterThan(100);
  expect(importCount).toBeGreaterThan(moduleCount);
});
