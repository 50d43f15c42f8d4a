import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, Finding, Incident } from '@liftwatch/schemas';
import { startSandbox } from '@liftwatch/infra';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig, startDispatch, type DispatchTables } from '../../src/index.ts';

export interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

export const OPERATOR_TOKEN = 'operator-secret';
export const RECEIPT_TOKEN = 'receipt-token';

/** A whole dispatch with the sandbox outside world, its registry from YAML, its log in `lines`. */
export const runDispatch = async (
  registryYaml: string,
  more: Readonly<Record<string, string>> = {},
  nowMs?: () => number,
) => {
  const dir = mkdtempSync(join(tmpdir(), 'dispatch-'));
  const file = (name: string, text: string): string => (writeFileSync(join(dir, name), text), join(dir, name));
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const epoch = await findings.claim(0, 'engine');
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const sandbox = await startSandbox();
  const lines: string[] = [];
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_TOKEN_FILE: file('token', OPERATOR_TOKEN),
    LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: file('receipt', RECEIPT_TOKEN),
    LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: file('webhook', sandbox.firmSecret),
    LIFTWATCH_DISPATCH_SMS_URL: sandbox.smsc.sendSmsUrl,
    LIFTWATCH_DISPATCH_SMS_USER: sandbox.smsc.user,
    LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: file('sms', sandbox.smsc.password),
    ...more,
  });
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const dispatch = await startDispatch(config, { findings, database, logger, ...(nowMs ? { nowMs } : {}) });
  const url = (path: string): string => `http://127.0.0.1:${dispatch.httpPort}${path}`;
  const call = async <T = Record<string, never>>(path: string, init: RequestInit = {}): Promise<Answer<T>> => {
    const response = await fetch(url(path), { redirect: 'manual', ...init, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as T };
  };
  const as =
    (token: string) =>
    <T = Record<string, never>>(path: string, init: Init = {}): Promise<Answer<T>> =>
      call<T>(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const operator = as(OPERATOR_TOKEN);
  const imported = await operator('/api/v1/registry/import', {
    method: 'POST',
    body: registryYaml,
    headers: { 'content-type': 'application/yaml' },
  });
  if (imported.status !== 200) throw new RangeError(imported.text);
  return {
    ...{ dispatch, database, sandbox, lines, url, call, as, operator, file },
    async find(...these: readonly Finding[]): Promise<void> {
      await findings.append(0, epoch, [...these]);
      await dispatch.idle();
    },
    async incidentOf(liftId: string): Promise<Incident> {
      const { body } = await operator<{ items: Incident[] }>(`/api/v1/incidents?liftId=${liftId}`);
      return body.items[0]!;
    },
    async deliveriesOf(liftId: string): Promise<readonly Delivery[]> {
      const rows = await database
        .selectFrom('delivery')
        .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
        .select('delivery.document')
        .where('lift_id', '=', liftId)
        .orderBy('delivery.seq')
        .execute();
      return rows.map((row) => JSON.parse(row.document) as Delivery);
    },
    async close(): Promise<void> {
      await dispatch.close();
      await findings.close();
      await database.destroy();
      await sandbox.close();
    },
  };
};
export type RunningTestDispatch = Awaited<ReturnType<typeof runDispatch>>;
