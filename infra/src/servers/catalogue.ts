import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

interface ServerEntry {
  /** What must be executable. A name is looked up on PATH; an absolute path is taken as it is. */
  readonly commands: readonly string[];
  /** What must be readable: a module that one of the commands runs. */
  readonly files?: readonly string[];
  /** Debian packages that bring those commands. */
  readonly packages: readonly string[];
}

/** The outside programs that tests use, and the Debian packages that bring them. */
export const servers = {
  influxd: { commands: ['influxd'], packages: ['influxdb'] },
  kannel: {
    commands: ['bearerbox', 'smsbox', '/usr/lib/kannel/test/fakesmsc'],
    packages: ['kannel', 'kannel-extras'],
  },
  'victoria-metrics': { commands: ['victoria-metrics'], packages: ['victoria-metrics'] },
  // What the documents for operators use beside our own commands.
  'shell-tools': { commands: ['sqlite3', 'jq', 'curl'], packages: ['sqlite3', 'jq', 'curl'] },
  'mosquitto-clients': { commands: ['mosquitto_pub', 'mosquitto_sub'], packages: ['mosquitto-clients'] },
  strace: { commands: ['strace'], packages: ['strace'] },
  xmllint: { commands: ['xmllint'], packages: ['libxml2-utils'] },
  promtool: { commands: ['promtool'], packages: ['prometheus'] },
  aiosmtpd: {
    commands: ['/usr/bin/python3'],
    files: ['/usr/lib/python3/dist-packages/aiosmtpd/handlers.py'],
    packages: ['python3-aiosmtpd'],
  },
  'net-smpp': {
    commands: ['perl'],
    files: ['/usr/share/perl5/Net/SMPP.pm'],
    packages: ['libnet-smpp-perl'],
  },
  chromium: { commands: ['chromium'], packages: ['chromium', 'fonts-noto-cjk'] },
  paho: {
    commands: ['/usr/bin/python3'],
    files: ['/usr/lib/python3/dist-packages/paho/mqtt/client.py'],
    packages: ['python3-paho-mqtt'],
  },
  poppler: { commands: ['pdftotext', 'pdfinfo'], packages: ['poppler-utils'] },
  faketime: { commands: ['faketime'], packages: ['faketime'] },
  openssl: { commands: ['openssl'], packages: ['openssl'] },
} as const satisfies Record<string, ServerEntry>;

export type ServerName = keyof typeof servers;

const can = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};
const isExecutable = (path: string): boolean => can(path, constants.X_OK);

/**
 * that are installed: with it a test of the skipping needs no other machine.
 */
export const findCommand = (command: string): string | undefined => {
  if (isAbsolute(command)) return isExecutable(command) ? command : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
};

/** True when every command of that server can be run here. */
export const serverAvailable = (name: ServerName): boolean => {
  const { commands, files = [] }: ServerEntry = servers[name];
  return (
    commands.every((command) => findCommand(command) !== undefined) && files.every((file) => can(file, constants.R_OK))
  );
};

/** The Debian packages to install for that server, for messages to people. */
export const packagesOf = (name: ServerName): readonly string[] => servers[name].packages;
