import { describeWithServer } from '@liftwatch/infra/testing';
import { connectAsync } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder, removeFolder, startProcess, type Running } from '../system/all-in-one.ts';
import { openBrowser, openDesk, seriousViolations } from './browser.ts';

/** Every page, and a text by which it is there. */
const pages = [
  ['/', 'h1'],
  ['/ended', 'h1'],
  ['/fleet', '.lift-row'],
  ['/fleet?q=nothing-has-this-name', '.state-title'],
  ['/lifts/plaza-01', '.shaft'],
  ['/lifts/never-heard', '.state-title'],
  ['/incidents/0000000000000000', '.state-title'],
  ['/warnings', 'h1'],
  ['/terminals', '.card'],
  ['/rules', '.card'],
  ['/people', '.table'],
  ['/people/policy', '.table'],
  ['/people/checks', '.table'],
  ['/audit', '.search'],
  ['/guide', '.card'],
  ['/no/such/page', '.state-title'],
] as const;

describeWithServer('chromium', 'the operators’ page', () => {
  let dir: string;
  let running: Running;
  let browser: Browser;
  const base = (): string => running.urls.console;
  beforeAll(async () => {
    dir = await newDataFolder();
    running = await startProcess({ dir });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.end('SIGKILL');
    await removeFolder(dir);
  });

  // First, while people ride up at the start of the demonstration: later its lifts may stand for minutes.
  test('the car moves: a lift in use is seen on another floor, with a door that has opened', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    const label = (): Promise<string> => page.locator('.shaft').getAttribute('aria-label').then(String);
    await page.goto('/lifts/garden-03');
    await page.locator('.shaft').waitFor();
    const [first, seen] = [await label(), new Set<string>()];
    await waitForChange(page, async () => {
      seen.add(await label());
      return seen.size > 1;
    });
    expect(first).toMatch(/Floor \S+, (running|stopped), Direction/);
    await context.close();
  }, 180_000);

  test.each([
    ['desktop', 'zh-CN', 'dark'],
    ['desktop', 'en-GB', 'light'],
    ['phone', 'zh-CN', 'dark'],
    ['phone', 'en-GB', 'light'],
  ] as const)(
    'on a %s, in %s, %s: axe finds nothing serious, nothing sticks out, nothing comes from elsewhere',
    async (look, locale, colours) => {
      const { page, context, troubles } = await openDesk(browser, { base: base(), look, locale, colours });
      for (const [path, there] of pages) {
        await page.goto(path);
        await page.locator(there).first().waitFor();
        expect([path, await seriousViolations(page)]).toEqual([path, []]);
        const overflowPx = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([path, overflowPx]).toEqual([path, 0]);
        // Only the part that is read scrolls: below it there is no empty page to get lost in.
        const belowPx = await page.evaluate('document.documentElement.scrollHeight - innerHeight');
        expect([path, belowPx]).toEqual([path, 0]);
        // Every page can be got at without knowing that the bar could be pushed aside.
        const hiddenPx = await page.evaluate(
          "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.nav'))",
        );
        expect([path, hiddenPx]).toEqual([path, 0]);
      }
      expect(troubles).toEqual([]);
      await context.close();
    },
    180_000,
  );

  test('is printed whole, without what can only be pressed', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB', colours: 'light' });
    await page.goto('/rules');
    await page.locator('.card').nth(3).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.nav').isVisible()).toBe(false);
    const shownPx = await page.evaluate('document.documentElement.scrollHeight');
    const contentPx = await page.evaluate("document.querySelector('.page').scrollHeight");
    expect(Number(shownPx)).toBeGreaterThanOrEqual(Number(contentPx));
    await context.close();
  });

  test('speaks the browser’s language, remembers another choice, and the colours too', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB', colours: 'light' });
    await page.goto('/fleet');
    await page.getByRole('heading', { name: 'Lifts' }).waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: '深色' }).click();
    await page.reload();
    await page.getByRole('heading', { name: '电梯' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await context.close();
  });

  test('is used by keyboard alone: from the top to one lift, and the address can be sent to somebody', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await page.goto('/fleet');
    await page.locator('.lift-row').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('station 2#');
    await page.getByText('1 lift', { exact: false }).first().waitFor();
    const focusOn = (): Promise<unknown> => page.evaluate("document.activeElement.getAttribute('href')");
    for (let presses = 0; presses < 20 && (await focusOn()) !== '/lifts/station-02'; presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'station 2#' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/lifts/station-02');
    await page.goBack();
    await page.getByRole('searchbox').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('station 2#');
    await context.close();
  });

  test('gives a terminal its credential in one click', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await page.goto('/guide');
    await page.getByLabel('Terminal id').fill('T-click');
    await page.getByRole('button', { name: 'Make a credential' }).click();
    await page.getByText(/mosquitto_pub .* -u T-click -P '[\w-]{40,}'/).waitFor();
    // A second one of that name is refused, in words.
    await page.getByRole('button', { name: 'Make a credential' }).click();
    await page.getByRole('alert').waitFor();
    await context.close();
  });

  test('shows what was refused, and has it judged anew', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: 'T-bad' });
    await client.publishAsync('lift/v1/bad-1/state', '{"at": "yesterday"}', { qos: 1 });
    await client.endAsync();
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await page.goto('/terminals');
    const letter = page.getByRole('row').filter({ hasText: 'lift/v1/bad-1/state' });
    await letter.getByText('LIFT_READING_INVALID').click();
    await letter.getByText('"yesterday"', { exact: false }).last().waitFor();
    await page.getByRole('button', { name: 'Judge all anew' }).click();
    await page.getByText('0 taken, 1 still refused').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await context.close();
  });

  test('puts a version of rules in force, for a reason that stands in the record', async () => {
    const published = await fetch(`${base()}/dispatch/api/v1/rule-sets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        version: 'summer-1',
        author: 'op-7',
        reason: 'hot machine rooms',
        overrides: [{ rule: 'over-temperature', scope: { site: 'plaza' }, args: { machineRoomC: 45 } }],
      }),
    });
    expect([published.status, await published.text()]).toEqual([200, expect.any(String)]);
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await page.goto('/rules');
    const version = page.getByRole('listitem').filter({ hasText: 'hot machine rooms' });
    await version.getByText('Overrides', { exact: true }).click();
    await version.getByText('machineRoomC = 45').waitFor();
    await version.getByRole('button', { name: 'Put in force' }).click();
    await page.getByLabel(/^Reason/).fill('summer has come');
    await page.getByRole('button', { name: 'Send' }).click();
    await version.getByText('in force', { exact: true }).waitFor();
    await page.getByText('Record of changes').click();
    await page.getByText('summer has come').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await context.close();
  });

  test.each([
    ['an answer that the page was not made for', '**/dispatch/api/v1/policy', '/people/policy', '.table'],
    ['a part of the page that a new version has taken away', '**/assets/rules-page-*.js', '/rules', '.card'],
  ])('%s: the page says that it failed, the others work, and it is whole again when loaded again', async (...of) => {
    const [, request, path, there] = of;
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    const answered = request.endsWith('.js')
      ? { status: 404, body: '' }
      : { status: 200, contentType: 'application/json', body: '{}' };
    await page.route(request, (route) => route.fulfill(answered));
    await page.goto(path);
    const failure = page.getByRole('alert').filter({ hasText: 'This page has failed' });
    await failure.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Lifts', exact: true }).click();
    await page.locator('.lift-row').first().waitFor();
    expect(await failure.count()).toBe(0);
    await page.goto(path);
    await failure.waitFor();
    await page.unroute(request);
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.locator(there).first().waitFor();
    expect(await failure.count()).toBe(0);
    await context.close();
  });

  test('says that it is cut off when the service goes, and is live again when it is back', async () => {
    const { page, context } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    const port = new URL(base()).port;
    await running.end('SIGKILL');
    await page.getByRole('alert').filter({ hasText: 'out of date' }).waitFor();
    running = await startProcess({ dir, env: { LIFTWATCH_CONSOLE_PORT: port } });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByRole('alert').filter({ hasText: 'out of date' }).count()).toBe(0);
    await context.close();
  }, 120_000);
});

const waitForChange = async (page: Page, isThere: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 300; i += 1) {
    if (await isThere()) return;
    await page.waitForTimeout(500);
  }
  throw new Error('the picture did not change');
};
