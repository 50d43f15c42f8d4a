import { addServiceCredential, addTerminalCredential, listCredentials, revokeCredential } from '@liftwatch/broker';
import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { makeDataFolder } from '../start/data-folder.ts';

const paths = async () => {
  const folder = await makeDataFolder(loadConfig().LIFTWATCH_DATA_DIR);
  return { file: folder.credentials, keyFile: folder.credentialKey };
};

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Credentials of the broker. A running broker takes a change up by itself. */
export const credentialsCommand = (): Command => {
  const addTerminal = new Command('add-terminal')
    .description('make a credential for a terminal; prints its secret, which is not stored')
    .argument('<terminal>', 'terminal id: the MQTT user name, and the client id or its beginning')
    .argument('<lifts...>', 'lifts it speaks for; "*" for a feed of all lifts')
    .action(async (terminalId: string, lifts: string[]) => {
      const secret = addTerminalCredential(await paths(), { terminalId, lifts: lifts.includes('*') ? '*' : lifts });
      print({ username: terminalId, password: secret });
    });
  const addService = new Command('add-service')
    .description('make a service account; prints its secret, which is not stored')
    .argument('<service>', 'MQTT user name')
    .option('--publish <filter...>', 'topic filters it may publish to', [])
    .option('--subscribe <filter...>', 'topic filters it may subscribe to', [])
    .action(async (serviceId: string, grants: { publish: string[]; subscribe: string[] }) => {
      const secret = addServiceCredential(await paths(), {
        serviceId,
        publish: grants.publish,
        subscribe: grants.subscribe,
      });
      print({ username: serviceId, password: secret });
    });
  const list = new Command('list').description('who may speak, without secrets').action(async () => {
    for (const one of listCredentials(await paths())) print(one);
  });
  const revoke = new Command('revoke')
    .description('take a credential away; its connections are closed')
    .argument('<name>')
    .action(async (name: string) => revokeCredential(await paths(), name));
  const command = new Command('credentials').description('who may connect to the broker');
  for (const one of [addTerminal, addService, list, revoke]) command.addCommand(one.exitOverride());
  return command;
};
