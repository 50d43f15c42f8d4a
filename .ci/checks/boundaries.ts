import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';
import { filesBelow, isInCentre, isTestFile, workspacesOf } from './workspace-files.ts';

/** Which of our packages each package may import. Everything else is forbidden. The map is in CONTRIBUTING.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  '@liftwatch/schemas': [],
  '@liftwatch/infra': [],
  '@liftwatch/stores': ['@liftwatch/schemas'],
  '@liftwatch/broker': ['@liftwatch/schemas', '@liftwatch/stores'],
  '@liftwatch/rule-engine': ['@liftwatch/schemas', '@liftwatch/stores'],
  '@liftwatch/dispatch': ['@liftwatch/schemas', '@liftwatch/stores'],
  '@liftwatch/console': ['@liftwatch/schemas', '@liftwatch/stores'],
  '@liftwatch/edge-simulator': ['@liftwatch/schemas'],
  '@liftwatch/dashboards': ['@liftwatch/schemas'],
  liftwatch: [
    '@liftwatch/schemas',
    '@liftwatch/stores',
    '@liftwatch/infra',
    '@liftwatch/broker',
    '@liftwatch/rule-engine',
    '@liftwatch/dispatch',
    '@liftwatch/console',
    '@liftwatch/edge-simulator',
    '@liftwatch/dashboards',
  ],
};

export interface Violation {
  readonly file: string;
  readonly specifier: string;
  readonly reason: string;
}

export interface BoundaryReport {
  readonly moduleCount: number;
  readonly importCount: number;
  readonly violations: readonly Violation[];
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Package {
  readonly dir: string;
  readonly manifest: Manifest;
}

/** Every module that a file names: static, re-exported, dynamic with a constant, `import()` types. Undefined: it does not parse. */
export const importsOf = (file: string, source: string): readonly string[] | undefined => {
  const { module, program, errors } = parseSync(file, source);
  if (errors.length > 0) return undefined;
  const specifiers = new Set<string>();
  for (const { moduleRequest } of module.staticImports) specifiers.add(moduleRequest.value);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) specifiers.add(moduleRequest.value);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    const constant = /^(['"`])([^'"`$]*)\1$/.exec(text)?.[2];
    if (constant !== undefined) specifiers.add(constant);
  }
  JSON.stringify(program, (_, node: unknown) => {
    if (
      typeof node === 'object' &&
      node !== null &&
      'type' in node &&
      node.type === 'TSImportType' &&
      'source' in node
    ) {
      const { value } = node.source as { value?: unknown };
      if (typeof value === 'string') specifiers.add(value);
    }
    return typeof node === 'bigint' ? String(node) : node;
  });
  return [...specifiers];
};

const packageNameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

interface ImportSite {
  readonly root: string;
  readonly owner: Package;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly specifier: string;
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);

const judgeRelative = ({ root, owner, file, specifier }: ImportSite): string | undefined => {
  const target = resolve(root, dirname(file), specifier);
  const test = isTestFile(file);
  if (!isInside(target, owner.dir)) {
    const toBase = test && /^(vitest\.base\.ts|\.ci\/)/.test(relative(root, target));
    return toBase ? undefined : 'reaches outside its package: import the package by its name';
  }
  const targetFile = relative(root, target).split(sep).join('/');
  if (!test && isTestFile(targetFile)) return 'product code imports a test';
  if (!isInCentre(file) || test) return undefined;
  return isInCentre(targetFile) ? undefined : 'a pure centre imports from the rim';
};

/** Libraries of pure functions of numbers: distributions, quantiles, regression. */
const isNumeric = (name: string): boolean => name.startsWith('@stdlib/stats-') || name === 'simple-statistics';

const judgePackage = (site: ImportSite, packages: ReadonlyMap<string, Package>): string | undefined => {
  const { owner, file, specifier } = site;
  const test = isTestFile(file);
  const name = packageNameOf(specifier);
  const ours = packages.get(name);
  const { manifest } = owner;
  if (isInCentre(file) && !test && name !== '@liftwatch/schemas' && !isNumeric(name))
    return 'a pure centre imports only @liftwatch/schemas, itself and numeric libraries';
  const declared = {
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    // What writes generated files runs where the repository is, not where the product is.
    ...(test || /(?:^|\/)generate\//.test(file) ? manifest.devDependencies : {}),
  };
  if (name !== manifest.name && declared[name] === undefined && !(test && ['vitest', 'fast-check'].includes(name))) {
    return `${name} is not declared in the package.json of ${manifest.name}`;
  }
  if (ours === undefined) return undefined;
  if (!test && specifier === '@liftwatch/infra/testing') return 'product code imports what only tests may';
  const door = `.${specifier.slice(name.length)}`;
  if (ours.manifest.exports?.[door] === undefined) return `${name} does not export "${door}"`;
  const mayImport = allowed[manifest.name] ?? [];
  // Tests may start real servers; everything else keeps to the layers.
  if (name === manifest.name || mayImport.includes(name) || (test && name === '@liftwatch/infra')) return undefined;
  return `${manifest.name} may not import ${name}`;
};

const judge = (site: ImportSite, packages: ReadonlyMap<string, Package>): string | undefined => {
  const { file, specifier } = site;
  if (specifier.startsWith('.')) return judgeRelative(site);
  if (specifier.startsWith('node:')) {
    return isInCentre(file) && !isTestFile(file) ? 'a pure centre has no IO and no clock' : undefined;
  }
  return judgePackage(site, packages);
};

const readPackages = (root: string): ReadonlyMap<string, Package> => {
  return new Map(
    workspacesOf(root).map((workspace) => {
      const dir = join(root, workspace);
      const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;
      return [manifest.name, { dir, manifest }];
    }),
  );
};

/** Looks at every import of every workspace and says which ones break the rules of the house. */
export const checkBoundaries = (root: string): BoundaryReport => {
  const packages = readPackages(root);
  const violations: Violation[] = [];
  let moduleCount = 0;
  let importCount = 0;
  for (const owner of packages.values()) {
    if (allowed[owner.manifest.name] === undefined) {
      const reason = 'this package has no place in the layers: name it in .ci/checks/boundaries.ts';
      violations.push({ file: relative(root, owner.dir), specifier: owner.manifest.name, reason });
    }
    const files = filesBelow(root, relative(root, owner.dir)).filter(
      (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'),
    );
    for (const file of files) {
      moduleCount += 1;
      const specifiers = importsOf(file, readFileSync(join(root, file), 'utf8'));
      if (specifiers === undefined) violations.push({ file, specifier: '', reason: 'does not parse' });
      for (const specifier of specifiers ?? []) {
        importCount += 1;
        const reason = judge({ root, owner, file, specifier }, packages);
        if (reason !== undefined) violations.push({ file, specifier, reason });
      }
    }
  }
  return { moduleCount, importCount, violations };
};
