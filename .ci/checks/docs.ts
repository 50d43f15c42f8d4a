import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow, isTestFile, typeScriptFiles } from './workspace-files.ts';

const CODE = /\bLIFT_[A-Z0-9]+(?:_[A-Z0-9]+)+\b/g;
const ERRORS_PAGE = 'docs/errors.md';

/** Headings that every rule's page has, in this order. */
export const rulePageHeadings: readonly string[] = [
  'What it means',
  'When it fires',
  'Why this number',
  'What to do on site',
  'False alarms seen',
  'Inhibits / inhibited by',
  'Example payload',
];

/** Words that have no business in text for readers: paths of one machine, hosts of package registries. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])\/(?:work|home|Users)\/[\w.-]+/, 'a path of somebody’s machine'],
  [/\bregistry\.[\w.-]+\.\w+|\b(?:artifactory|jfrog|verdaccio)\b/i, 'a package registry’s host'],
];

const markdownFiles = (root: string): readonly string[] => filesBelow(root).filter((file) => file.endsWith('.md'));

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** Names of a page's headings in links, as GitHub makes them. */
const anchorsOf = (markdown: string): ReadonlySet<string> =>
  new Set(
    [...markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );

const leadsNowhere = (root: string, file: string, target: string): boolean => {
  const [path = '', anchor = ''] = target.split('#');
  const page = path === '' ? file : normalize(join(dirname(file), path));
  if (!existsSync(join(root, page))) return true;
  return anchor !== '' && page.endsWith('.md') && !anchorsOf(readFileSync(join(root, page), 'utf8')).has(anchor);
};

/** Links to files of the repository, or to headings in them, that do not exist. */
export const brokenLinks = (root: string): readonly string[] =>
  markdownFiles(root).flatMap((file) => {
    const text = withoutCode(readFileSync(join(root, file), 'utf8'));
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => leadsNowhere(root, file, target))
      .map((target) => `${file}: the link to ${target} leads nowhere`);
  });

/** Codes of failures are declared in an `errors.ts`, codes of refused readings in `refusal.ts`. */
export const declaredCodes = (root: string): ReadonlySet<string> =>
  new Set(
    typeScriptFiles(root)
      .filter((file) => /\/(errors|refusal)\.ts$/.test(file) && !isTestFile(file))
      .flatMap((file) => readFileSync(join(root, file), 'utf8').match(CODE) ?? []),
  );

/** Codes that somebody can meet: named outside of their declaration and their words, or a second time in the file that declares them. */
const raisedCodes = (used: readonly { readonly code: string; readonly file: string }[]): ReadonlySet<string> => {
  const places = (code: string): readonly string[] => used.filter((one) => one.code === code).map(({ file }) => file);
  const isRaised = (code: string): boolean => {
    const files = places(code).filter((file) => !file.endsWith('/problem-words.ts'));
    return files.length > 1;
  };
  return new Set([...new Set(used.map(({ code }) => code))].filter(isRaised));
};

/** Codes that are explained nowhere, explained but not declared, thrown without a declaration, or declared and thrown by nobody. */
export const errorCodeProblems = (root: string): readonly string[] => {
  const declared = declaredCodes(root);
  const page = readFileSync(join(root, ERRORS_PAGE), 'utf8');
  const explained = new Set([...page.matchAll(/^\| `(LIFT_[A-Z0-9_]+)` \|/gm)].map(([, code = '']) => code));
  const used = typeScriptFiles(root)
    .filter((file) => file.includes('/src/') && !isTestFile(file))
    .flatMap((file) => (readFileSync(join(root, file), 'utf8').match(CODE) ?? []).map((code) => ({ code, file })));
  const raised = raisedCodes(used);
  return [
    ...[...declared]
      .filter((code) => !explained.has(code))
      .map((code) => `${ERRORS_PAGE}: ${code} is declared and not explained`),
    ...[...declared].filter((code) => !raised.has(code)).map((code) => `${code} is declared and thrown by nobody`),
    ...[...explained]
      .filter((code) => !declared.has(code))
      .map((code) => `${ERRORS_PAGE}: ${code} is explained and declared nowhere`),
    ...used
      .filter(({ code }) => !declared.has(code))
      .map(({ code, file }) => `${file}: ${code} is declared in no errors.ts`),
  ];
};

const rulePages = (root: string): readonly string[] =>
  filesBelow(root, 'services/rule-engine/src/diagnosis/rules')
    .filter((file) => file.endsWith('/rule.ts'))
    .map((file) => join(dirname(file), 'README.md'));

/** Rules without a page, and pages without the headings in their order. */
export const rulePageProblems = (root: string): readonly string[] =>
  rulePages(root).flatMap((file) => {
    if (!existsSync(join(root, file))) return [`${file}: this rule has no page`];
    const headings = [...readFileSync(join(root, file), 'utf8').matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
      heading.trim(),
    );
    const at = rulePageHeadings.map((wanted) => headings.findIndex((heading) => heading.startsWith(wanted)));
    const missing = rulePageHeadings.filter((_, i) => at[i] === -1);
    if (missing.length > 0) return [`${file}: lacks the heading ${missing.map((one) => `"${one}"`).join(', ')}`];
    const early = at.findIndex((position, i) => i > 0 && position < (at[i - 1] ?? -1));
    return early === -1 ? [] : [`${file}: the heading "${rulePageHeadings[early]}" stands too early`];
  });

/** Text that belongs to one machine. */
export const forbiddenWords = (root: string): readonly string[] => {
  const files = [...markdownFiles(root), ...typeScriptFiles(root), '.env.example', 'package-lock.json'];
  return files
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return forbidden
        .filter(([pattern]) => pattern.test(text))
        .map(([pattern, what]) => `${file}: ${what}: ${pattern.exec(text)?.[0] ?? ''}`);
    });
};

const INDEX = 'docs/README.md';

/** Documents that the index does not name: nobody would find them. */
export const unlistedDocs = (root: string): readonly string[] => {
  if (!existsSync(join(root, INDEX))) return [];
  const index = readFileSync(join(root, INDEX), 'utf8');
  return markdownFiles(root)
    .filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== INDEX)
    .filter((file) => !index.includes(`](${file.slice('docs/'.length)})`))
    .map((file) => `${INDEX}: does not name ${file}`);
};

/** Everything that is wrong with the documents. */
export const checkDocs = (root: string): readonly string[] => [
  ...brokenLinks(root),
  ...unlistedDocs(root),
  ...errorCodeProblems(root),
  ...rulePageProblems(root),
  ...forbiddenWords(root),
];
