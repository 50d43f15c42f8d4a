import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { isInCentre, isTestFile, typeScriptFiles } from './workspace-files.ts';

export interface Breach {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface ConventionReport {
  readonly fileCount: number;
  readonly breaches: readonly Breach[];
}

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

const visit = (node: AstNode, look: (node: AstNode) => void): void => {
  look(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, look);
    } else if (isNode(value)) {
      visit(value, look);
    }
  }
};

const isNamed = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === 'Identifier' && value['name'] === name;

const isMember = (node: AstNode, object: string, property: string): boolean =>
  node.type === 'MemberExpression' && isNamed(node['object'], object) && isNamed(node['property'], property);

/** The environment is read where a process starts and nowhere else. infra looks at PATH for the servers that tests start. */
const mayReadEnvironment = (file: string): boolean =>
  isTestFile(file) ||
  /\/(config|main)\.ts$/.test(file) ||
  /^infra\/src\/(servers|testing)\//.test(file) ||
  file.includes('/bin/');

const isProduct = (file: string): boolean => !isTestFile(file) && file.includes('/src/');

const reasonsAgainst = (file: string, node: AstNode): string | undefined => {
  if (
    isProduct(file) &&
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    isNamed(node['callee'], 'Error')
  ) {
    return 'a plain Error says nothing: use the package’s error class with a code';
  }
  if (isMember(node, 'process', 'env') && !mayReadEnvironment(file))
    return 'process.env is read in config.ts and main.ts only';
  if (isMember(node, 'vi', 'mock')) return 'vi.mock hides the wiring: use a shipped double';
  if (!isInCentre(file) || isTestFile(file)) return undefined;
  if (isMember(node, 'Math', 'random')) return 'randomness is an input of a pure centre';
  const isDate = (node.type === 'NewExpression' && isNamed(node['callee'], 'Date')) || isMember(node, 'Date', 'now');
  return isDate ? 'a pure centre has no clock: time comes with the reading' : undefined;
};

/** What one file does against the conventions. */
export const breachesOf = (file: string, source: string): readonly Breach[] => {
  const breaches: Breach[] = [];
  visit(parseSync(file, source).program as unknown as AstNode, (node) => {
    const reason = reasonsAgainst(file, node);
    if (reason !== undefined) breaches.push({ file, line: source.slice(0, node.start).split('\n').length, reason });
  });
  return breaches;
};

/** Conventions that no lint rule knows: coded errors, one reader of the environment, no mocks of modules, no clock in a centre. */
export const checkConventions = (root: string): ConventionReport => {
  const files = typeScriptFiles(root);
  return {
    fileCount: files.length,
    breaches: files.flatMap((file) => breachesOf(file, readFileSync(join(root, file), 'utf8'))),
  };
};
