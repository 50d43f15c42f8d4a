import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServer } from '../testing/index.ts';
import { type RunningInfluxd, startInfluxd } from './influxd.ts';
import { ownsListener } from './own-listener.ts';

describeWithServer('influxd', 'a real influxd', () => {
  let influxd: RunningInfluxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.close());

  test('keeps what was written over SIGKILL and restart, on the same port', async () => {
    await influxd.query('CREATE DATABASE liftwatch');
    const written = await fetch(`${influxd.url}/write?db=liftwatch&precision=ms`, {
      method: 'POST',
      body: 'fault,lift_id=L-1 code="X01" 1700000000000',
      signal: AbortSignal.timeout(10_000),
    });
    expect(written.status).toBe(204);
    const { url } = influxd;
    await influxd.kill();
    await influxd.restart();
    expect(influxd.url).toBe(url);
    const [series] = await influxd.query('SELECT code FROM fault', 'liftwatch');
    expect(series?.values?.[0]?.[1]).toBe('X01');
  });

  test('the listener belongs to the process that was started, and only to it', () => {
    const port = Number(new URL(influxd.url).port);
    expect(ownsListener(influxd.pid, port)).toBe(true);
    expect(ownsListener(process.pid, port)).toBe(false);
  });

  test('a statement that influxd refuses is an error with a code', async () => {
    await expect(influxd.query('SELECT nonsense')).rejects.toMatchObject({ code: 'LIFT_INFRA_SERVER_ANSWER' });
  });

  test('close ends the process', async () => {
    const second = await startInfluxd();
    await second.close();
    expect(existsSync(`/proc/${second.pid}/fd/0`)).toBe(false);
  });
});
