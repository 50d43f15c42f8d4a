import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../config.ts';
import { CliError } from '../errors.ts';
import { postToDispatch } from '../dispatch-client.ts';
import { assertRegularFile, encodingName } from '../input-file.ts';

/** Strictly: a name of which a part is guessed would be told to people. */
const textOf = async (path: string, written: string): Promise<string> => {
  const bytes = await readFile(path);
  try {
    return new TextDecoder(written, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${path} is not ${written}: save it as UTF-8, or say how it is written, as --encoding gbk`,
      { cause },
    );
  }
};

export const importCommand = (): Command =>
  new Command('import')
    .description('import districts, sites, firms, lifts and contacts from one CSV or YAML file; all of it or nothing')
    .argument('<file>', '.csv, .yaml or .yml')
    .option('--encoding <name>', 'how the file is written: gbk, big5, ...', encodingName, 'utf-8')
    .action(async (path: string, options: { readonly encoding: string }) => {
      await assertRegularFile(path);
      const type = /\.ya?ml$/i.test(path) ? 'application/yaml' : 'text/csv';
      const answer = await postToDispatch(loadConfig(), '/api/v1/registry/import', {
        type,
        content: await textOf(path, options.encoding),
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
