import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInfluxd, startKannel, startSandbox, waitUntil } from '@liftwatch/infra';
import { describeWithServer } from '@liftwatch/infra/testing';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { liftwatch, newDataFolder, removeFolder, startProcess } from './all-in-one.ts';

const LIFT = 'real-1';
const WAIT_MS = 30_000;
const PHONE = '13812345678';

interface Detail {
  readonly deliveries: readonly { readonly channel: string; readonly state: string; readonly notice: string }[];
}

describeWithServer(['influxd', 'kannel'], 'an entrapment with InfluxDB and Kannel', () => {
  test(
    'fault and open_fault in InfluxDB, the Chinese SMS on the air, its receipt taken, and the release told to all three',
    { timeout: 120_000 },
    async () => {
      const dir = await newDataFolder();
      const influx = await startInfluxd();
      const kannel = await startKannel();
      const outside = await startSandbox();
      const secret = async (name: string, text: string): Promise<string> => {
        await writeFile(join(dir, name), text);
        return join(dir, name);
      };
      const running = await startProcess({
        dir,
        args: ['--no-demo'],
        env: {
          LIFTWATCH_INFLUX_URL: influx.url,
          LIFTWATCH_INFLUX_DATABASE: 'lifts',
          LIFTWATCH_DISPATCH_SMS_URL: kannel.sendSmsUrl,
          LIFTWATCH_DISPATCH_SMS_USER: kannel.user,
          LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: await secret('kannel.password', kannel.password),
          LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: await secret('firm.whsec', outside.firmSecret),
          LIFTWATCH_DISPATCH_CAP_STATUS: 'Exercise',
        },
      });
      const env = { LIFTWATCH_DATA_DIR: dir, LIFTWATCH_DISPATCH_URL: running.urls.dispatch };
      try {
        const registry = join(dir, 'registry.csv');
        const rows = [
          'type,districtId,siteId,firmId,liftId,contactId,role,channel,address,name',
          'district,d1,,,,,,,,河西区',
          'site,d1,s1,,,,,,,天塔小区',
          'firm,,,f1,,,,,,维保公司',
          `lift,d1,s1,f1,${LIFT},,,,,天塔1号梯`,
          `contact,,,f1,,c1,firm,webhook,${outside.firm.webhookUrl},`,
          `contact,d1,,,,c2,platform,cap,${outside.platform.capUrl},`,
          `contact,,s1,,,c3,manager,sms,${PHONE},`,
        ];
        await writeFile(registry, `${rows.join('\n')}\n`);
        const imported = await liftwatch(['import', registry], env);
        expect([imported.code, imported.err]).toEqual([0, '']);
        const credential = JSON.parse((await liftwatch(['credentials', 'add-terminal', 'T-real', LIFT], env)).out) as {
          username: string;
          password: string;
        };
        const client = await waitUntil('the broker to take the credential up', () =>
          connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: 'T-real', ...credential }, false).catch(
            () => undefined,
          ),
        );
        await waitUntil(
          'the registered lift in the engine',
          async () => (await fetch(new URL(`/api/v1/lifts/${LIFT}`, running.urls.engine))).ok,
        );
        const reading = JSON.stringify({ at: Date.now(), type: 'code', code: '90' });
        await client.publishAsync(`lift/v1/${LIFT}/event`, reading, { qos: 1 });
        await client.endAsync();

        const sms = await kannel.waitForSms((one) => one.text.includes('报警：电梯困人'), WAIT_MS);
        expect(sms.text).toContain('电梯困人');
        expect(sms.text).toContain('天塔1号梯');
        const incident = await waitUntil('the incident', async () =>
          (
            await running.json<{ items: { incidentId: string; liftId: string }[] }>('dispatch', '/api/v1/incidents')
          ).items.find((one) => one.liftId === LIFT),
        );
        await waitUntil(
          'the receipt of the SMS',
          async () =>
            (await running.json<Detail>('dispatch', `/api/v1/incidents/${incident.incidentId}`)).deliveries.some(
              (one) => one.channel === 'sms' && one.state === 'delivered',
            ),
          WAIT_MS,
        );
        const points = async (statement: string) =>
          (await influx.query(statement, 'lifts').catch(() => []))[0]?.values ?? [];
        await waitUntil(
          'the fault',
          async () => (await points(`SELECT * FROM fault WHERE lift_id = '${LIFT}'`)).length > 0,
          WAIT_MS,
        );
        const open = async () => JSON.stringify(await points(`SELECT * FROM open_fault WHERE lift_id = '${LIFT}'`));
        const opened = await waitUntil(
          'the open fault',
          async () => ((await open()) === '[]' ? undefined : open()),
          WAIT_MS,
        );

        expect((await liftwatch(['decide', LIFT, 'released'], env)).code).toBe(0);
        await kannel.waitForSms((one) => one.text.includes('解除：电梯困人，天塔1号梯'), WAIT_MS);
        await waitUntil('the firm', () => outside.firm.received().length === 2);
        await waitUntil('the platform', () => outside.platform.received().length === 2);
        const types = outside.firm.received().map(({ payload }) => (payload as { type: string }).type);
        expect(types).toEqual(['incident.alarm', 'incident.released']);
        const [first, second] = outside.platform.received();
        expect([first?.msgType, second?.msgType, [...new Set(second?.responseTypes)]]).toEqual([
          'Alert',
          'Update',
          ['AllClear'],
        ]);
        expect(second?.references).toEqual([`${first?.sender},${first?.identifier},${first?.sent}`]);
        await waitUntil('the closed fault', async () => (await open()) !== opened, WAIT_MS);
        // Overwritten at its onset, not written beside it.
        expect((JSON.parse(await open()) as unknown[]).length).toBe((JSON.parse(opened) as unknown[]).length);
      } finally {
        await running.end('SIGKILL');
        await outside.close();
        await kannel.close();
        await influx.close();
        await removeFolder(dir);
      }
    },
  );
});
