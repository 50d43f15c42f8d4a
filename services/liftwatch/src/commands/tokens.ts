import { Command, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { requestDispatch } from '../dispatch-client.ts';

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const roles = ['operator', 'firm', 'manager', 'regulator', 'auditor'] as const;

interface Add {
  readonly role: string;
  readonly firm: string[];
  readonly site: string[];
  readonly district: string[];
  readonly days?: string;
}

/** Tokens of dispatch's REST: who may do what, on whose rows. */
export const tokensCommand = (): Command => {
  const add = new Command('add')
    .description('make a token; prints it once, it is not stored')
    .argument('<label>', 'what it is for: an id or a purpose, never a name or number')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .option('--firm <id...>', 'firms whose rows it sees; needed for role firm', [])
    .option('--site <id...>', 'sites whose rows it sees; needed for role manager', [])
    .option('--district <id...>', 'districts whose rows it sees; needed for role regulator', [])
    .option('--days <n>', 'days until it expires; absent: until it is revoked')
    .action(async (label: string, { role, firm, site, district, days }: Add) => {
      const content = JSON.stringify({
        ...{ label, role, firmIds: firm, siteIds: site, districtIds: district },
        ...(days === undefined ? {} : { expiresInDays: Number(days) }),
      });
      print(
        await requestDispatch(loadConfig(), {
          method: 'POST',
          path: '/api/v1/tokens',
          type: 'application/json',
          content,
        }),
      );
    });
  const list = new Command('list').description('all tokens, without secrets').action(async () => {
    const answer = await requestDispatch(loadConfig(), { method: 'GET', path: '/api/v1/tokens' });
    for (const one of (answer as { items: unknown[] }).items) print(one);
  });
  const revoke = new Command('revoke')
    .description('end a token')
    .argument('<id>', 'its tokenId')
    .action(async (id: string) => {
      print(
        await requestDispatch(loadConfig(), { method: 'DELETE', path: `/api/v1/tokens/${encodeURIComponent(id)}` }),
      );
    });
  return new Command('tokens')
    .description("tokens of dispatch's REST")
    .addCommand(add)
    .addCommand(list)
    .addCommand(revoke);
};
