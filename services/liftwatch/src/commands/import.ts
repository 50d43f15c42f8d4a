import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../config.ts';
import { postToDispatch } from '../dispatch-client.ts';
import { assertRegularFile } from '../input-file.ts';

export const importCommand = (): Command =>
  new Command('import')
    .description('import districts, sites, firms, lifts and contacts from one CSV or YAML file; all of it or nothing')
    .argument('<file>', '.csv, .yaml or .yml')
    .action(async (path: string) => {
      await assertRegularFile(path);
      const type = /\.ya?ml$/i.test(path) ? 'application/yaml' : 'text/csv';
      const answer = await postToDispatch(loadConfig(), '/api/v1/registry/import', {
        type,
        content: await readFile(path, 'utf8'),
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
