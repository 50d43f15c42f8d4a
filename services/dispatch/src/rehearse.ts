import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Finding, UnixMs } from '@liftwatch/schemas';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig, type DispatchConfig } from './config.ts';
import type { DispatchTables } from './database/tables.ts';
import { drillFinding } from './incidents/drill.ts';
import type { DispatchDeps } from './parts.ts';
import { startDispatch, type RunningDispatch } from './start-dispatch.ts';

const LIFT = 'rehearsal';

/** Firm, platform and SMS gateway in one, on loopback: takes everything, keeps nothing. */
const openReceiver = async (): Promise<{ readonly url: string; readonly server: Server }> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url?.startsWith('/sms') ? 202 : 200).end('0: Accepted for delivery');
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

const configOf = (url: string): DispatchConfig =>
  loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL: `${url}/firm`,
    LIFTWATCH_DISPATCH_CAP_URL: `${url}/cap`,
    LIFTWATCH_DISPATCH_CAP_STATUS: 'Test',
    LIFTWATCH_DISPATCH_SMS_URL: `${url}/sms`,
    LIFTWATCH_DISPATCH_MANAGER_PHONE: '10000000000',
    LIFTWATCH_DISPATCH_SEND_TIMEOUT_MS: '1000',
    LIFTWATCH_SERIES_STORE: 'none',
  });

/** An alarm as a real one is: nothing in it says that it is none. */
const alarmAt = (atMs: UnixMs): Finding => {
  const drill = drillFinding({ drillId: LIFT, liftId: LIFT, lift: { registered: false }, by: LIFT }, atMs);
  return { ...drill, findingId: LIFT, rule: { name: LIFT, version: '1' }, tags: [] };
};

/**
 * One alarm through a dispatch of its own, in memory, to a receiver on loopback: the code of the whole way has run once, so
 * that the first real alarm after a start is told as quickly as the others (about 0.1 s sooner). Nothing of it is kept, and
 * nothing leaves this machine. Resolves when its messages have been taken, with how many.
 */
export const rehearse = async (): Promise<number> => {
  const { url, server } = await openReceiver();
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  let takenCount = 0;
  server.on('request', () => (takenCount += 1));
  try {
    const dispatch = await startDispatch(configOf(url), { findings, database, logger: pino({ level: 'silent' }) });
    try {
      await findings.append(0, await findings.claim(0, LIFT), [alarmAt(Date.now())]);
      await dispatch.idle();
    } finally {
      await dispatch.close();
    }
  } finally {
    await findings.close();
    await database.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return takenCount;
};

/** Dispatch after a rehearsal, which is no condition of its start. @throws {DispatchError} as {@link startDispatch} */
export const startRehearsed = async (
  config: DispatchConfig,
  deps: DispatchDeps,
  rehearsal: Promise<unknown> = rehearse(),
): Promise<RunningDispatch> => {
  await rehearsal.catch((err: unknown) => deps.logger.warn({ err }, 'rehearsal failed, dispatch starts without one'));
  return startDispatch(config, deps);
};
