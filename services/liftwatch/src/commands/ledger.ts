import { readSignedHead, verifyLedgerFile, type LedgerHead } from '@liftwatch/dispatch';
import { Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { requestDispatch } from '../dispatch-client.ts';
import { CliError } from '../errors.ts';
import { assertReadable } from '../input-file.ts';

const text = async (path: string, what: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('LIFT_CLI_NO_INPUT', `cannot read the ${what} ${path}`, { cause });
  }
};

interface Options {
  readonly database?: string;
  readonly head?: string;
  readonly key?: string;
}

const headOf = async ({ head, key }: Options): Promise<LedgerHead | undefined> => {
  if (head === undefined) return undefined;
  if (key === undefined)
    throw new CliError('LIFT_CLI_USAGE', '--head needs --key, the public key in PEM that heads are signed with');
  const signed = await readSignedHead(await text(head, 'head'), await text(key, 'key'));
  if (signed) return signed;
  throw new CliError(
    'LIFT_CLI_LEDGER_BROKEN',
    `${head} holds no head that is signed by the key in ${key}: it is the file of \`liftwatch ledger head --out\`, or the answer of GET /api/v1/ledger/head`,
  );
};

const verify = async (options: Options): Promise<void> => {
  const database = options.database ?? join(loadConfig().LIFTWATCH_DATA_DIR, 'app.db');
  const head = await headOf(options);
  await assertReadable(database);
  const verdict = await verifyLedgerFile(database, head).catch((cause: unknown) => {
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${database} holds no ledger that can be read: name dispatch's database (app.db), or a backup of it`,
      { cause },
    );
  });
  process.stdout.write(`${JSON.stringify({ ok: verdict.problems.length === 0, ...verdict, head: head ?? null })}\n`);
  if (verdict.problems.length > 0)
    throw new CliError(
      'LIFT_CLI_LEDGER_BROKEN',
      `the ledger in ${database} was changed: ${verdict.problems.map((p) => p.detail).join('; ')}`,
    );
  if (head === undefined)
    process.stderr.write('without --head a tail that was cut off, or a chain written anew, cannot be seen\n');
};

/** The audit ledger: check it against a head that was kept elsewhere, fetch the head of now. */
export const ledgerCommand = (): Command => {
  const verifyCommand = new Command('verify')
    .description('check the chain: altered lines and gaps; with a head also a cut tail')
    .option('--database <file>', "dispatch's database; absent: app.db of the data folder")
    .option('--head <file>', 'a signed head that was kept elsewhere')
    .option('--key <file>', 'public key (PEM) that heads are signed with')
    .action(verify);
  const head = new Command('head')
    .description('the signed head of now; keep it where nobody of this machine can write')
    .option('--out <file>', 'write the head there, and the public key beside it as FILE.pem')
    .action(async (options: { out?: string }) => {
      const answer = (await requestDispatch(loadConfig(), { method: 'GET', path: '/api/v1/ledger/head' })) as {
        jws: string;
        publicKey: string;
      };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      if (options.out === undefined) return;
      await writeFile(options.out, `${answer.jws}\n`);
      await writeFile(`${options.out}.pem`, answer.publicKey);
    });
  return new Command('ledger').description('the audit ledger').addCommand(verifyCommand).addCommand(head);
};
