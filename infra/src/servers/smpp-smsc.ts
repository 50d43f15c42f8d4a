import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InfraError } from '../errors.ts';
import { findCommand } from './catalogue.ts';
import { freeLoopbackPort } from './loopback-port.ts';
import { waitUntil } from './wait-until.ts';

/** An SMS as the SMSC took it. */
export interface SmppSms {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** SMPP data_coding; 8 = UCS-2. */
  readonly coding: number;
  readonly isReceiptWanted: boolean;
}

/** An SMSC on Perl's Net::SMPP (Debian's libnet-smpp-perl): a protocol stack that is not ours. No network stands behind it. */
export interface RunningSmppSmsc {
  readonly port: number;
  readonly systemId: string;
  readonly password: string;
  received(): readonly SmppSms[];
  waitForSms(matches: (sms: SmppSms) => boolean): Promise<SmppSms>;
  waitForBind(count?: number): Promise<void>;
  /** Status of each deliver_sm_resp that it was given. */
  answers(): readonly number[];
  setReceipts(mode: 'on' | 'off' | 'fail'): Promise<void>;
  /** command_status of each submit_sm_resp from now on; 0 takes messages. */
  setStatus(status: number): Promise<void>;
  /** A phone sends an SMS. */
  injectIncoming(sms: { readonly from: string; readonly to: string; readonly text: string }): Promise<void>;
  /** Cuts every link. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

interface Said {
  readonly event: string;
  readonly [key: string]: unknown;
}

const SCRIPT = join(import.meta.dirname, '..', '..', 'src', 'servers', 'net-smpp-smsc.pl');
const SYSTEM_ID = 'liftwatch';
const PASSWORD = 'smpp-loop';

const bigEndianUtf16 = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
const hexOf = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

const smsOf = (said: Said): SmppSms => ({
  id: String(said['id']),
  from: String(said['from']),
  to: String(said['to']),
  coding: Number(said['coding']),
  isReceiptWanted: (Number(said['registered']) & 1) === 1,
  text:
    said['coding'] === 8
      ? bigEndianUtf16(String(said['hex']))
      : Buffer.from(String(said['hex']), 'hex').toString('latin1'),
});

const listen = (child: ChildProcess): Said[] => {
  const heard: Said[] = [];
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) heard.push(JSON.parse(line) as Said);
  });
  return heard;
};

/** Starts the SMSC on a free loopback port. @throws LIFT_INFRA_SERVER_MISSING without perl */
export const startSmppSmsc = async (at: { readonly port?: number } = {}): Promise<RunningSmppSmsc> => {
  const perl = findCommand('perl');
  if (perl === undefined) throw new InfraError('LIFT_INFRA_SERVER_MISSING', 'perl is not installed');
  const port = at.port ?? (await freeLoopbackPort());
  const child = spawn(perl, [SCRIPT, SYSTEM_ID, PASSWORD, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const heard = listen(child);
  const of = (event: string): Said[] => heard.filter((said) => said.event === event);
  await waitUntil('the SMSC to listen', () => of('listening').length > 0);
  const command = async (line: string): Promise<void> => {
    const before = of('done').length;
    child.stdin.write(`${line}\n`);
    await waitUntil(`the SMSC to do "${line}"`, () => of('done').length > before);
  };
  const received = (): readonly SmppSms[] => of('sms').map(smsOf);
  return {
    ...{ port, systemId: SYSTEM_ID, password: PASSWORD, received },
    waitForSms: (matches) => waitUntil('an SMS at the SMSC', () => received().find(matches)),
    waitForBind: async (count = 1) => {
      await waitUntil('a bind', () => of('bound').length >= count);
    },
    answers: () => of('deliver_resp').map((said) => Number(said['status'])),
    setReceipts: (mode) => command(`receipts ${mode}`),
    setStatus: (status) => command(`status ${status}`),
    injectIncoming: (sms) => command(`mo ${sms.from} ${sms.to} ${hexOf(sms.text)}`),
    drop: () => command('drop'),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};
