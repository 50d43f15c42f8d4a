import { startKannel, startSandbox, waitUntil } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, vi } from 'vitest';
import { loadConfig, startDispatch, type DispatchTables } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';

vi.setConfig({ testTimeout: 90_000 });

testWithServer(
  'kannel',
  'the alarm reaches all three, the Chinese text unchanged, receipts come back; with the network down it waits and arrives',
  async () => {
    const kannel = await startKannel();
    const sandbox = await startSandbox();
    const dir = mkdtempSync(join(tmpdir(), 'dispatch-'));
    const secret = (name: string, text: string) => (writeFileSync(join(dir, name), text), join(dir, name));
    const findings = await openSqliteFindingLog({ path: ':memory:' });
    const database = openSqliteDatabase<DispatchTables>(':memory:');
    const config = loadConfig({
      LIFTWATCH_DISPATCH_HTTP_PORT: '0',
      LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL: sandbox.firm.webhookUrl,
      LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: secret('webhook', sandbox.firmSecret),
      LIFTWATCH_DISPATCH_CAP_URL: sandbox.platform.capUrl,
      LIFTWATCH_DISPATCH_MANAGER_PHONE: '13812345678',
      LIFTWATCH_DISPATCH_SMS_URL: kannel.sendSmsUrl,
      LIFTWATCH_DISPATCH_SMS_USER: kannel.user,
      LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: secret('sms', kannel.password),
    });
    const dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });
    const smsState = async (liftId: string) => {
      const rows = await database
        .selectFrom('delivery')
        .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
        .select('delivery.state')
        .where('lift_id', '=', liftId)
        .where('channel', '=', 'sms')
        .orderBy('seq')
        .execute();
      return rows.map((r) => r.state).join();
    };
    try {
      const epoch = await findings.claim(0, 'engine');
      await findings.append(0, epoch, [aFinding({ receivedAtMs: Date.now(), onsetAtMs: Date.now() })]);
      const sms = await kannel.waitForSms((m) => m.text.includes('电梯困人'));
      expect(sms.text).toMatch(/^【电梯卫士】报警：电梯困人，天塔1号楼1号梯，\d\d:\d\d起，轿厢困人，轿厢有人$/);
      await waitUntil('the receipt', async () => ((await smsState('L1')) === 'delivered' ? true : undefined));
      await dispatch.idle();
      expect(sandbox.firm.received()).toHaveLength(1);
      expect(sandbox.platform.received().map((a) => a.msgType)).toEqual(['Alert']);

      await kannel.stopNetwork();
      await findings.append(0, epoch, [aFinding({ liftId: 'L2', receivedAtMs: Date.now(), lift: { name: '二号梯' } })]);
      await dispatch.idle();
      expect(sandbox.platform.received()).toHaveLength(2);
      expect(await smsState('L2')).not.toBe('delivered');
      await kannel.startNetwork();
      await kannel.waitForSms((m) => m.text.includes('二号梯'));
      await waitUntil('the late receipt', async () => ((await smsState('L2')) === 'delivered' ? true : undefined));

      // It begins and ends while the gateway holds messages: whatever it does with them, the end is not read before the alarm.
      await kannel.stopNetwork();
      const third = { liftId: 'L3', lift: { name: '三号梯' } } as const;
      await findings.append(0, epoch, [aFinding({ ...third, receivedAtMs: Date.now() })]);
      await dispatch.idle();
      const over = { revision: 2, change: 'cleared', stage: 'released' } as const;
      await findings.append(0, epoch, [aFinding({ ...third, ...over, receivedAtMs: Date.now() })]);
      await dispatch.idle();
      expect(await smsState('L3')).toBe('accepted,queued');
      await kannel.startNetwork();
      await kannel.waitForSms((m) => m.text.includes('三号梯') && m.text.includes('解除'));
      const heard = kannel.received().filter((m) => m.text.includes('三号梯'));
      expect(heard.map((m) => /报警|解除/.exec(m.text)?.[0])).toEqual(['报警', '解除']);
    } finally {
      await dispatch.close();
      await database.destroy();
      await findings.close();
      await sandbox.close();
      await kannel.close();
    }
  },
);
