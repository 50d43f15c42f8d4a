import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freeLoopbackPort } from './loopback-port.ts';
import { createServerHome } from './server-home.ts';
import { startServerProcess, startWithFreshPorts, waitForOwnListener } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

/** A real SMTP server (Debian's aiosmtpd) that keeps what it takes in a Maildir. */
export interface RunningSmtpSink {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  /** Whole messages as they were stored, headers included. */
  received(): readonly string[];
  waitForMail(matches: (mail: string) => boolean): Promise<string>;
  close(): Promise<void>;
}

const startOnce = async (): Promise<RunningSmtpSink> => {
  const home = createServerHome('smtp');
  const port = await freeLoopbackPort();
  const maildir = join(home.dir, 'mail');
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, part), { recursive: true });
  const args = ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', maildir];
  const server = await startServerProcess({ home, name: 'aiosmtpd', command: '/usr/bin/python3', args });
  try {
    await waitForOwnListener(server, 'aiosmtpd', port);
  } catch (error) {
    await server.kill();
    home.remove();
    throw error;
  }
  const received = (): readonly string[] =>
    readdirSync(join(maildir, 'new'))
      .sort()
      .map((name) => readFileSync(join(maildir, 'new', name), 'utf8'));
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    waitForMail: (matches) => waitUntil('a mail', () => received().find(matches)),
    async close() {
      await server.kill();
      home.remove();
    },
  };
};

/** Starts the sink in a temporary folder on a free port. @throws LIFT_INFRA_SERVER_MISSING without python3-aiosmtpd */
export const startSmtpSink = (): Promise<RunningSmtpSink> => startWithFreshPorts(startOnce);
