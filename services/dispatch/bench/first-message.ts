/**
 * `npm run bench -- first-message [--json] [--count 200] [--every 40] [--warm-up 100]`: entrapments one at a time through a whole
 * dispatch (finding log, pipeline, outbox, channels, receivers of webhook, CAP and SMS on loopback, all in this process), and what
 * each costs: from the finding's being in its log to the first message at a receiver, transactions that wrote and so synced, those
 * before the first message, statements run and statements made ready, CPU.
 */
import { openDispatchPipeline, loadConfig, startDispatch, type DispatchTables } from '@liftwatch/dispatch';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { aFinding } from '../test/support/a-finding.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    count: { type: 'string', default: '200' },
    every: { type: 'string', default: '40' },
    'warm-up': { type: 'string', default: '100' },
  },
});
const size = { count: Number(values.count), everyMs: Number(values.every), warmUp: Number(values['warm-up']) };

/** What SQLite is asked for, over every connection of this process but the finding log's. */
const counted = { commits: 0, statements: 0, prepared: 0, commitMs: 0, inSqliteMs: 0 };
let isCounting = false;
let wrote = false;
const timed = <T>(work: () => T): T => {
  const startedMs = performance.now();
  try {
    return work();
  } finally {
    if (isCounting) counted.inSqliteMs += performance.now() - startedMs;
  }
};
const watchSqlite = (): void => {
  const { prepare } = DatabaseSync.prototype;
  const texts = new WeakMap<StatementSync, string>();
  DatabaseSync.prototype.prepare = function (sql: string, ...more) {
    if (isCounting) counted.prepared += 1;
    const statement = timed(() => prepare.call(this, sql, ...more));
    texts.set(statement, sql);
    return statement;
  };
  for (const method of ['run', 'all', 'get'] as const) {
    const own = StatementSync.prototype[method] as (...args: unknown[]) => unknown;
    (StatementSync.prototype[method] as unknown) = function (this: StatementSync, ...args: unknown[]) {
      if (!isCounting) return own.apply(this, args);
      const sql = texts.get(this) ?? '';
      counted.statements += 1;
      const startedMs = performance.now();
      const result = timed(() => own.apply(this, args));
      if (/^(insert|update|delete)/i.test(sql)) wrote = true;
      // Outside a transaction each statement that writes is a transaction of its own.
      if (/^commit/i.test(sql)) {
        if (wrote) counted.commits += 1;
        counted.commitMs += performance.now() - startedMs;
        wrote = false;
      }
      return result;
    };
  }
};
watchSqlite();

/** Lifts whose first message has come, by when. */
const first = new Map<string, { readonly atMs: number; readonly commits: number }>();
let lift = '';
const receiver = createServer((request, response) => {
  const isSms = request.url?.startsWith('/sms') === true;
  request.resume();
  if (!first.has(lift)) first.set(lift, { atMs: performance.now(), commits: counted.commits });
  response.writeHead(isSms ? 202 : 200).end(isSms ? '0: Accepted for delivery' : '');
});
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
const own = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

const dir = mkdtempSync(join(tmpdir(), 'liftwatch-first-message-'));
const file = (name: string, text: string): string => (writeFileSync(join(dir, name), text), join(dir, name));
const database = openSqliteDatabase<DispatchTables>(join(dir, 'app.db'));
const findings = await openSqliteFindingLog({ path: ':memory:' });
const epoch = await findings.claim(0, 'bench');
await openDispatchPipeline({ database });
for (const [contactId, role, channel, address] of [
  ['firm-desk', 'firm', 'webhook', `${own}/firm`],
  ['platform', 'platform', 'cap', `${own}/cap`],
  ['manager', 'manager', 'sms', '13800000001'],
  ['operator', 'operator', 'log', ''],
] as const)
  await database
    .insertInto('contact')
    .values({
      contact_id: contactId,
      role,
      firm_id: role === 'firm' ? 'F1' : null,
      site_id: role === 'manager' ? 'S1' : null,
      district_id: null,
      channel,
      address,
      person_id: null,
      station_id: null,
      language: null,
    })
    .execute();
const config = loadConfig({
  LIFTWATCH_DISPATCH_HTTP_PORT: '0',
  LIFTWATCH_DISPATCH_TOKEN_FILE: file('token', 'operator'),
  LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: file('webhook', `whsec_${Buffer.from('firm').toString('base64')}`),
  LIFTWATCH_DISPATCH_SMS_URL: `${own}/sms`,
  LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: file('sms', 'sms'),
});
const dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });

const delays: number[] = [];
const commitsBefore: number[] = [];
let cpuUs = 0;
for (let n = 0; n < size.warmUp + size.count; n += 1) {
  isCounting = n >= size.warmUp;
  lift = `L${n}`;
  const atMs = Date.now();
  const cpu = process.cpuUsage();
  const finding = { ...aFinding({ liftId: lift }), onsetAtMs: atMs, at: atMs, receivedAtMs: atMs };
  await findings.append(0, epoch, [finding]);
  const commits = counted.commits;
  const startedMs = performance.now();
  await sleep(size.everyMs);
  await dispatch.idle();
  const came = first.get(lift);
  if (!isCounting || !came) continue;
  const used = process.cpuUsage(cpu);
  cpuUs += used.user + used.system;
  delays.push(came.atMs - startedMs);
  commitsBefore.push(came.commits - commits);
}
await dispatch.close();
receiver.closeAllConnections();
receiver.close();
await database.destroy();
await findings.close();
rmSync(dir, { recursive: true, force: true });

const sorted = delays.toSorted((a, b) => a - b);
const quantile = (share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const per = (total: number): number => Math.round((total / delays.length) * 10) / 10;
const result = {
  entrapments: delays.length,
  firstMessageP50Ms: Math.round(quantile(0.5) * 10) / 10,
  firstMessageP99Ms: Math.round(quantile(0.99) * 10) / 10,
  commitsBeforeFirst: per(commitsBefore.reduce((sum, one) => sum + one, 0)),
  commits: per(counted.commits),
  statements: per(counted.statements),
  prepared: per(counted.prepared),
  commitMs: per(counted.commitMs),
  sqliteMs: per(counted.inSqliteMs),
  cpuMs: per(cpuUs / 1_000),
};
if (values.json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(20)} ${value}`);
