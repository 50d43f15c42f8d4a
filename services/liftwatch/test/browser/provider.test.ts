import { freeLoopbackPort, waitUntil } from '@liftwatch/infra';
import { describeWithServer, startIdentityProvider, type TestIdentityProvider } from '@liftwatch/infra/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder, removeFolder, startProcess, type Running } from '../system/all-in-one.ts';
import { openBrowser, openDesk, seriousViolations } from './browser.ts';

interface Listed {
  readonly items: readonly { readonly liftId: string; readonly firmId: string; readonly siteId: string }[];
}

describeWithServer('chromium', 'the page, where people have accounts at an identity provider', () => {
  let dir: string;
  let running: Running;
  let browser: Browser;
  let provider: TestIdentityProvider;
  let base: string;
  beforeAll(async () => {
    provider = await startIdentityProvider();
    const port = await freeLoopbackPort();
    base = `http://127.0.0.1:${port}`;
    provider.serve({
      redirectUris: [`${base}/auth/callback`],
      postLogoutRedirectUris: [`${base}/`],
      givesRefreshTokens: true,
    });
    dir = await newDataFolder();
    running = await startProcess({
      dir,
      env: {
        LIFTWATCH_CONSOLE_PORT: String(port),
        LIFTWATCH_CONSOLE_OIDC_ISSUER: provider.issuer,
        LIFTWATCH_CONSOLE_OIDC_SCOPES: 'openid profile liftwatch',
        LIFTWATCH_DISPATCH_OIDC_ISSUER: provider.issuer,
      },
    });
    const { items } = await running.json<Listed>('dispatch', '/api/v1/lifts?limit=100');
    const plaza = items.find(({ liftId }) => liftId === 'plaza-01');
    const other = items.find(({ firmId }) => firmId !== plaza?.firmId);
    provider.accounts
      .set('wang', { name: '王工', liftwatch: { role: 'firm', firmIds: [plaza?.firmId] } })
      .set('elsewhere', { liftwatch: { role: 'firm', firmIds: [other?.firmId] } })
      .set('manager', { name: 'A Manager', liftwatch: { role: 'manager', siteIds: [plaza?.siteId] } });
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await running?.end('SIGKILL');
    await provider?.close();
    await removeFolder(dir);
  });

  /** At the provider's own pages. */
  const signInAsPerson = async (page: Page, who: string): Promise<void> => {
    await page.locator('input[name=login]').fill(who);
    await page.locator('input[name=password]').fill('x');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const english = async (who: string, path: string) => {
    const desk = await openDesk(browser, { base, locale: 'en-GB' });
    await desk.page.goto(path);
    await desk.page.getByRole('link', { name: 'Sign in with the city’s account' }).click();
    await signInAsPerson(desk.page, who);
    return desk;
  };

  test('a firm’s crew signs in, in Chinese; what it typed outlasts its session, and goes out once it is back', async () => {
    const { page, context } = await openDesk(browser, { base });
    await page.goto('/');
    const atProvider = page.getByRole('link', { name: '使用统一身份认证登录' });
    await atProvider.waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await atProvider.click();
    await signInAsPerson(page, 'wang');
    await page.getByText('王工（维保单位）').waitFor();
    expect(await page.getByRole('link', { name: '审计' }).count()).toBe(0);
    await page.locator('.queue-row', { hasText: 'plaza 1#' }).first().click();
    const incident = page.getByRole('article');
    await incident.getByText('oidc/wang').waitFor();
    await incident.getByRole('button', { name: /^拒单/ }).click();
    await incident.getByRole('textbox').last().fill('堵在路上，赶不到');

    await context.clearCookies({ name: 'liftwatch_page' });
    await incident.getByRole('button', { name: '提交' }).click();
    const dialog = page.getByRole('dialog', { name: '登录已过期' });
    await dialog.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    context.setDefaultTimeout(60_000);
    const opened = context.waitForEvent('page');
    await dialog.getByRole('link', { name: '使用统一身份认证登录' }).click();
    // The provider knows this browser still, and asks for no password.
    const window = await opened;
    await window.getByRole('button', { name: 'Continue' }).click();
    await window.getByText('已登录，可以关闭此窗口').waitFor();
    await window.close();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('堵在路上，赶不到').first().waitFor();

    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('button', { name: /Yes, sign me out/ }).click();
    await atProvider.waitFor();
    expect(page.url()).toBe(`${base}/`);
    await context.close();
  }, 240_000);

  test('the way in stays where it is while it is asked whether somebody has signed in', async () => {
    const { page, context } = await openDesk(browser, { base, locale: 'en-GB' });
    await page.goto('/');
    const way = page.getByRole('link', { name: 'Sign in with the city’s account' });
    await way.waitFor();
    const stays: boolean[] = [];
    await page.route('**/api/v1/overview', async (route) => {
      stays.push(await way.isVisible());
      await route.continue();
    });
    await waitUntil('it to be asked three times', () => stays.length >= 3);
    expect(stays.every(Boolean)).toBe(true);
    await context.close();
  }, 60_000);

  test('a manager reads what is theirs, and is offered nothing to press', async () => {
    const { page, context } = await english('manager', '/fleet?by=site');
    await page.locator('.lift-row').first().waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/fleet?by=site');
    await page.getByText('A Manager (building manager)').waitFor();
    await page.getByRole('link', { name: 'Duty' }).click();
    await page.locator('.queue-row', { hasText: 'plaza 1#' }).first().click();
    await page.getByText('Your role lets you read this, not act on it.').waitFor();
    await context.close();
  }, 120_000);

  test('a firm elsewhere finds neither the incident nor the lift', async () => {
    const { page, context } = await english('elsewhere', '/lifts/plaza-01');
    await page.getByRole('navigation').first().waitFor();
    await page.getByText('among what your role and your lifts let you see').first().waitFor();
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.connection-live').waitFor();
    expect(await page.getByText(/plaza 1#/).count()).toBe(0);
    await context.close();
  }, 120_000);

  test('an account without a role is told whom to ask', async () => {
    const { page, context } = await english('stranger', '/fleet');
    await page.getByText('your account has no role here').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    // A token still opens the page that was wanted.
    await page.getByText('Sign in with a token').click();
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('dispatch does not know this token').waitFor();
    // A refusal is told in the language of the page, chosen against that of the browser.
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('请用 liftwatch tokens add 生成访问令牌').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await context.close();
  }, 120_000);
});
