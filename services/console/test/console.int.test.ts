import { spawnSync } from 'node:child_process';
import { testWithServer } from '@liftwatch/infra/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, startConsole, type ConsoleHandle } from '../src/index.ts';

const logger = pino({ level: 'silent' });
const config = loadConfig({
  LIFTWATCH_CONSOLE_HTTP_PORT: '0',
  LIFTWATCH_CONSOLE_ENGINE_URL: `https://engine.example/a&b'c/<script>/`,
});

describe('console', () => {
  let started: ConsoleHandle;
  const get = (path: string, port = started.httpPort) =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) });

  beforeAll(async () => {
    started = await startConsole(config, { logger });
  });
  afterAll(() => started.close());

  it('answers health and readiness', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, reasons: [] });
  });

  it('shows in two languages where the services answer, and lets no configuration break out of its attribute', async () => {
    const answer = await get('/');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain('电梯状态');
    expect(page).toContain('State of the lifts');
    expect(page).toContain('P0 危及生命');
    expect(page).toContain(config.LIFTWATCH_CONSOLE_BROKER_URL);
    expect(page).toContain('https://engine.example/a&amp;b&#39;c/%3Cscript%3E/api/v1/lifts');
    expect(page).not.toContain('<script');
  });

  it('answers an unknown route with a problem document', async () => {
    const answer = await get('/nothing');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'LIFT_CONSOLE_ROUTE_UNKNOWN', status: 404 });
  });

  testWithServer('promtool', 'serves metrics that promtool accepts', async () => {
    const text = await (await get('/metrics')).text();
    expect(text).toContain('liftwatch_console_up 1');
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(`${status} ${stderr}`).toBe('0 ');
  });

  it('says which port it could not have', async () => {
    const taken = { ...config, LIFTWATCH_CONSOLE_HTTP_PORT: started.httpPort };
    await expect(startConsole(taken, { logger })).rejects.toMatchObject({
      code: 'LIFT_CONSOLE_LISTEN_FAILED',
      message: expect.stringContaining(String(started.httpPort)),
    });
  });

  it('closes once, however often it is told to', async () => {
    const second = await startConsole(config, { logger });
    await Promise.all([second.close(), second.close()]);
    await expect(get('/healthz', second.httpPort)).rejects.toThrow();
  });
});
