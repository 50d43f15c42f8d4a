import { Command, Option } from 'commander';
import {
  openGrafana,
  pushToGrafana,
  verifyInGrafana,
  wantedGrafana,
  type Change,
  type InfluxAddress,
  type InfluxGeneration,
  type Verdict,
} from '@liftwatch/dashboards';
import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';

interface PushOptions {
  readonly url: string;
  readonly tokenFile: string;
  readonly dryRun: boolean;
  readonly diff: boolean;
  readonly verify: boolean;
  readonly lift?: string;
  readonly influxUrl?: string;
  readonly influxGeneration: InfluxGeneration;
  readonly influxDatabase: string;
  readonly influxUser?: string;
  readonly influxSecretFile?: string;
}

const tokenIn = async (path: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError('LIFT_CLI_NO_INPUT', `cannot read the token file ${path}: check its path and rights`, { cause });
  });
  if (text.trim() === '')
    throw new CliError('LIFT_CLI_BAD_CONFIG', `the token file ${path} is empty: put a service account token into it`);
  return text.trim();
};

const influxOf = (options: PushOptions): InfluxAddress | undefined =>
  options.influxUrl === undefined
    ? undefined
    : {
        url: options.influxUrl,
        generation: options.influxGeneration,
        database: options.influxDatabase,
        ...(options.influxUser !== undefined && { user: options.influxUser }),
        ...(options.influxSecretFile !== undefined && { secretFile: options.influxSecretFile }),
      };

const sign: Readonly<Record<Change['action'], string>> = { create: '+', change: '~', same: '=' };

const printChange = (change: Change, withDifferences: boolean): void => {
  process.stdout.write(`${sign[change.action]} ${change.what} ${change.uid}\n`);
  if (withDifferences) for (const one of change.differences) process.stdout.write(`    ${one}\n`);
};

const printVerdict = ({ dashboard, panel, refId, verdict, reason }: Verdict): void => {
  if (verdict === 'answers') return;
  process.stdout.write(`${verdict} ${dashboard} "${panel}" ${refId}${reason === undefined ? '' : `: ${reason}`}\n`);
};

const verify = async (grafana: ReturnType<typeof openGrafana>, options: PushOptions): Promise<void> => {
  const dashboards = wantedGrafana(undefined).dashboards.map(({ dashboard }) => dashboard);
  const verdicts = await verifyInGrafana(grafana, dashboards, {
    variables: options.lift === undefined ? {} : { lift: options.lift },
    onVerdict: printVerdict,
  });
  const count = (verdict: Verdict['verdict']): number => verdicts.filter((one) => one.verdict === verdict).length;
  process.stderr.write(
    `liftwatch: ${verdicts.length} queries asked through Grafana: ${count('answers')} answer, ${count('empty')} empty, ${count('error')} errors\n`,
  );
  if (count('error') > 0)
    throw new CliError('LIFT_CLI_REFUSED', 'queries failed: see the lines above, then the data source in Grafana');
};

const push = async (options: PushOptions): Promise<void> => {
  const grafana = openGrafana({ url: options.url, token: await tokenIn(options.tokenFile) });
  const changes = await pushToGrafana(grafana, wantedGrafana(influxOf(options)), {
    dryRun: options.dryRun,
    onChange: (change) => printChange(change, options.diff || options.dryRun),
  });
  const open = changes.filter(({ action }) => action !== 'same').length;
  process.stderr.write(`liftwatch: ${open} of ${changes.length} ${options.dryRun ? 'would change' : 'changed'}\n`);
  if (options.verify && !options.dryRun) await verify(grafana, options);
};

const pushCommand = (): Command =>
  new Command('push')
    .description(
      'put folders, data source, pages and alert rules into a running Grafana; what is the same is not touched',
    )
    .requiredOption('--token-file <file>', 'file with a service account token (Editor; Admin for the data source)')
    .option('--url <url>', 'address of Grafana', 'http://127.0.0.1:3000')
    .option('--dry-run', 'say what would change, with the differences, and write nothing', false)
    .option('--diff', 'print each difference while pushing', false)
    .option('--verify', 'afterwards ask every query of every panel through Grafana', false)
    .option('--lift <id>', 'lift for the page of one lift, with --verify')
    .option('--influx-url <url>', 'InfluxDB as Grafana reaches it; absent: the data source is left as it is')
    .addOption(
      new Option('--influx-generation <x>', 'generation of InfluxDB').choices(['1.x', '2.x', '3.x']).default('1.x'),
    )
    .option('--influx-database <name>', 'database, or DBRP mapping', 'liftwatch')
    .option('--influx-user <name>', 'user that may read (1.x)')
    .option('--influx-secret-file <file>', 'file with its password (1.x) or token (2.x, 3.x)')
    .action(push);

export const dashboardsCommand = (): Command =>
  new Command('dashboards').description('Grafana pages').addCommand(pushCommand().exitOverride());
