import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer } from '@liftwatch/infra/testing';
import { pino } from 'pino';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig, startConsole, type ConsoleHandle } from '../src/index.ts';
import { anOperator, emptyTown, peopleOf, startUpstream, type Upstream } from './upstreams.ts';

describeWithServer('chromium', 'a link to an incident, opened by somebody who has not signed in', () => {
  const dir = mkdtempSync(join(tmpdir(), 'liftwatch-sign-in-'));
  let upstreams: readonly Upstream[];
  let started: ConsoleHandle;
  let browser: Browser;
  beforeAll(async () => {
    const [dispatch, engine] = [await startUpstream(), await startUpstream()];
    upstreams = [dispatch, engine];
    emptyTown(dispatch, engine);
    peopleOf(dispatch, (bearer) => (bearer === 'op-token' ? anOperator : undefined));
    writeFileSync(join(dir, 'token'), 'the-token\n');
    started = await startConsole(
      loadConfig({
        LIFTWATCH_CONSOLE_HTTP_HOST: '0.0.0.0',
        LIFTWATCH_CONSOLE_HTTP_PORT: '0',
        LIFTWATCH_CONSOLE_ENGINE_URL: engine.url,
        LIFTWATCH_CONSOLE_DISPATCH_URL: dispatch.url,
        LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE: join(dir, 'token'),
      }),
      { logger: pino({ level: 'silent' }) },
    );
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await started?.close();
    for (const one of upstreams) await one.close();
    rmSync(dir, { recursive: true });
  });

  test('asks for a token, says why one is refused, goes on to the same address, and ends with signing out', async () => {
    const page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(20_000);
    await page.goto(`http://127.0.0.1:${started.httpPort}/incidents/0000000000000000`);
    const token = page.getByLabel('Token');
    await token.fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await token.fill('op-token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('No such incident').waitFor();
    expect(new URL(page.url()).pathname).toBe('/incidents/0000000000000000');
    // Nothing is watched here, and a page without incidents does not call that well.
    await page.getByText('No lift is watched yet').waitFor();
    expect(await page.getByText('Nothing needs a person now').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await token.waitFor();
    await page.close();
  });
});
