/** What of commander's command is asked here. */
export interface CommandShape {
  name(): string;
  readonly commands: readonly CommandShape[];
  readonly options: readonly { readonly long?: string | undefined }[];
}

/** What stands as code in a document: fenced blocks, their continued lines joined, and words between backticks. */
const codeOf = (markdown: string): readonly string[] => {
  const fences = [...markdown.matchAll(/^```\w*[^\n]*\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const inline = [...markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  return [...fences, ...inline].map((code) => code.replaceAll('\\\n', ' '));
};

/** Calls of our command line in a document, each as its words up to a pipe, a redirection or a comment. */
export const callsIn = (markdown: string): readonly string[] =>
  codeOf(markdown).flatMap((code) =>
    [...code.matchAll(/(?:^|[\s(])liftwatch ([a-z-][^\n|;&<>#)]*)/gm)].map(([, words = '']) => words.trim()),
  );

const everyWhere = ['--help', '--version'];

/** What is wrong with one call: a command or an option that there is not. */
export const problemOf = (root: CommandShape, call: string): string | undefined => {
  const words = call.split(/\s+/);
  let command = root;
  const path: string[] = [];
  for (const word of words) {
    if (word.startsWith('-') || command.commands.length === 0) break;
    // A placeholder stands for any of them.
    if (!/^[a-z][a-z-]*$/.test(word)) break;
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return `liftwatch ${call}: there is no command "${[...path, word].join(' ')}"`;
    command = next;
    path.push(word);
  }
  const known = new Set([...command.options.map(({ long }) => long), ...everyWhere]);
  const unknown = words.filter((word) => /^--[a-z]/.test(word)).find((word) => !known.has(word.split('=')[0] ?? word));
  return unknown === undefined ? undefined : `liftwatch ${call}: "${path.join(' ')}" has no option ${unknown}`;
};
