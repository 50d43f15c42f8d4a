import { readRegistryFile, type Standing } from '@liftwatch/dispatch';
import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../../config.ts';
import { getFromDispatch } from '../../dispatch-client.ts';
import { NegativeResult } from '../../errors.ts';
import { assertRegularFile } from '../../input-file.ts';
import { differenceOf, type Difference, type SetDifference } from '../../rules/difference.ts';
import { namedSet } from '../../rules/named-set.ts';

const PAGE = 500;
const SHOWN_LIFTS = 8;

const liftsOfFile = async (path: string): Promise<Standing[]> => {
  await assertRegularFile(path);
  const { rows } = readRegistryFile(await readFile(path, 'utf8'), /\.csv$/i.test(path) ? 'csv' : 'yaml');
  return rows.flatMap((one) => (one.kind === 'lift' ? [one.row] : []));
};

const liftsOfDispatch = async (): Promise<Standing[]> => {
  const lifts: Standing[] = [];
  for (let after: string | null = ''; after !== null;) {
    const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page: { items: Standing[]; next: string | null } = await getFromDispatch(
      loadConfig(),
      `/api/v1/lifts?limit=${PAGE}${query}`,
    );
    lifts.push(...page.items);
    after = page.next;
  }
  return lifts;
};

const value = (text: string | null): string => text ?? '(none)';

const changeText = (change: Difference & { readonly from?: string }): string => {
  if (change.arg !== undefined)
    return `${change.rule}.${change.arg}: ${value(change.before)} -> ${value(change.after)}${change.from ? ` (${change.from})` : ''}`;
  const what = change.before === null ? 'added' : change.after === null ? 'removed' : 'changed';
  return `${change.rule}: ${what}`;
};

const text = (difference: SetDifference): string => {
  const lines = [`${difference.before} -> ${difference.after}`, '', 'as written:'];
  for (const { scope, ...change } of difference.said) lines.push(`  ${changeText(change)}, ${scope}`);
  if (difference.said.length === 0) lines.push('  (no difference)');
  for (const { lifts, changes } of difference.lifts ?? []) {
    const more = lifts.length > SHOWN_LIFTS ? ` and ${lifts.length - SHOWN_LIFTS} more` : '';
    lines.push('', `${lifts.length} lifts: ${lifts.slice(0, SHOWN_LIFTS).join(', ')}${more}`);
    for (const change of changes) lines.push(`  ${changeText(change)}`);
  }
  if (difference.lifts?.length === 0) lines.push('', 'nothing changes for any lift');
  return lines.join('\n');
};

export const diffCommand = (): Command =>
  new Command('diff')
    .description('what differs between two rule sets, and for which lifts; exit 1 when something does')
    .argument('<before>', 'a file, a version, `active` or `built-in`')
    .argument('<after>', 'a file, a version, `active` or `built-in`')
    .option('--registry <file>', 'lifts from a registry file (CSV, YAML)')
    .option('--lifts', "lifts from dispatch's registry")
    .option('--json', 'one JSON object')
    .action(async (before: string, after: string, options: { registry?: string; lifts?: boolean; json?: boolean }) => {
      const [a, b] = [await namedSet(before, loadConfig), await namedSet(after, loadConfig)];
      const lifts = options.registry
        ? await liftsOfFile(options.registry)
        : options.lifts
          ? await liftsOfDispatch()
          : undefined;
      const difference = differenceOf(a, b, lifts);
      process.stdout.write(`${options.json ? JSON.stringify(difference) : text(difference)}\n`);
      if (difference.said.length > 0) throw new NegativeResult();
    });
