import { vulnerablePeople } from '@liftwatch/schemas';
import { Argument, Command, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { postToDispatch } from '../dispatch-client.ts';

const decisions = ['call-started', 'call-answered', 'accepted', 'confirmed', 'rejected', 'released'] as const;

interface Decided {
  readonly finding?: string;
  readonly operator?: string;
  readonly reason?: string;
  readonly vulnerable?: readonly string[];
}

export const decideCommand = (): Command =>
  new Command('decide')
    .description("record an operator's decision about a lift's open entrapment, or about a named finding")
    .addArgument(new Argument('<lift>', 'lift id'))
    .addArgument(new Argument('<decision>').choices(decisions))
    .option('--finding <id>', 'the finding it is about; absent: the open entrapment of the lift')
    .option('--operator <id>', 'who decided: an id, never a name or number')
    .option('--reason <text>', 'why, at most 500 characters')
    .addOption(
      new Option(
        '--vulnerable <who...>',
        'who is known to be in the car, of those whom a wait endangers sooner',
      ).choices(vulnerablePeople),
    )
    .action(async (lift: string, decision: string, options: Decided) => {
      const answer = await postToDispatch(loadConfig(), `/api/v1/lifts/${encodeURIComponent(lift)}/decisions`, {
        type: 'application/json',
        content: JSON.stringify({
          decision,
          findingId: options.finding,
          operatorId: options.operator,
          reason: options.reason,
          vulnerable: options.vulnerable,
        }),
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
