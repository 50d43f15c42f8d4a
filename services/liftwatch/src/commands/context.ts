import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { postToDispatch } from '../dispatch-client.ts';

/** What dispatch has told the log of lifts: told again to a log that was lost with it. */
export const contextCommand = (): Command => {
  const resend = new Command('resend')
    .description(
      'tell the log again what stands of each lift (facts, rules), after a restore; what it still has takes no effect twice',
    )
    .action(async () => {
      const answer = await postToDispatch(loadConfig(), '/api/v1/context/resend', {
        type: 'application/json',
        content: '{}',
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
  return new Command('context').description('what the log is told of lifts').addCommand(resend.exitOverride());
};
