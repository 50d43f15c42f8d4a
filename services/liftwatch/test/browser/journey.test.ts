import { describeWithServer } from '@liftwatch/infra/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder, removeFolder, startProcess, type Running } from '../system/all-in-one.ts';
import { openBrowser, openDesk, seriousViolations } from './browser.ts';

describeWithServer('chromium', 'the operators’ page: an injected entrapment, from the guide to its close', () => {
  let dir: string;
  let running: Running;
  let browser: Browser;
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

  test('a new user follows it to the end, in Chinese, without being told how', { timeout: 180_000 }, async () => {
    const { page, troubles } = await openDesk(browser, { base: running.urls.console });
    await page.goto('/');
    await page.getByRole('link', { name: '五分钟入门' }).click();
    await page.getByRole('link', { name: /^困人 · plaza/ }).click();

    const incident = page.getByRole('article');
    await incident.getByRole('heading', { name: '困人' }).waitFor();
    // Why: the readings, the limits with their sources, what would end it, the rule and its version.
    await incident.getByText('为什么报警').first().waitFor();
    await incident.getByText('非平层困人').first().waitFor();
    await incident
      .getByText(/^判定限值/)
      .first()
      .click();
    await incident.getByText('offLevelAlarmS').first().waitFor();
    await incident.getByText('何时解除').first().waitFor();
    await incident.getByText(/规则 entrapment · 版本/).waitFor();
    // Who was told: the sandbox's gateway says that the manager's phone has it.
    await incident
      .getByRole('row', { name: /楼宇管理.*已送达/ })
      .first()
      .waitFor();

    const stands = (state: string) => incident.locator('header').getByText(state, { exact: true }).waitFor();
    await incident.getByLabel('处理人编号').fill('op-7');
    await incident.getByRole('button', { name: '接单' }).click();
    await stands('已接单');
    await incident.getByRole('definition').filter({ hasText: 'op-7' }).waitFor();
    await incident.getByRole('button', { name: '10 分钟' }).click();
    await stands('赶往现场');
    await incident.getByRole('button', { name: '已到场' }).click();
    await stands('已到场');
    await incident.getByRole('button', { name: '人员已救出…' }).click();
    await incident.getByLabel(/^救出人数/).fill('2');
    await incident.getByRole('button', { name: '提交' }).click();
    await stands('已救出');
    await incident.getByText('救出 2 人').waitFor();
    await incident.getByRole('button', { name: '关闭…' }).click();
    await incident.getByLabel('原因分类').selectOption('control');
    await incident.getByLabel('备注').fill('控制柜复位');
    await incident.getByRole('button', { name: '提交' }).click();
    await stands('已关闭');
    // What is over no longer looks like an alarm, and nothing is owed.
    await incident.locator('header.is-over').waitFor();
    expect(await incident.locator('.fact-alarm, .fact-open').count()).toBe(0);
    expect(await incident.getByText('预计到达').count()).toBe(0);

    await page.getByRole('link', { name: '查看已结束的事件' }).click();
    await page.getByRole('row', { name: /困人/ }).first().waitFor();
    expect(troubles).toEqual([]);
  });

  test(
    'wear: from the list to the lift, its health, and weeks of a trend with the limit',
    { timeout: 180_000 },
    async () => {
      const { page, troubles } = await openDesk(browser, { base: running.urls.console });
      await page.goto('/guide');
      await page.getByRole('link', { name: '打开预警页' }).click();
      await page.getByText(/arcade 的三台电梯/).waitFor();
      // What concerns a lock is on the list, whatever else the firm has time for.
      const list = page.locator('section').filter({ has: page.getByRole('heading', { name: /^名单/ }) });
      await list.getByRole('link', { name: 'arcade 2#' }).first().waitFor();
      const item = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'arcade 1#' }) });
      await item.first().waitFor();
      await item.first().getByText('依据', { exact: true }).first().click();
      await item
        .first()
        .getByText(/健康时/)
        .first()
        .waitFor();
      expect(await item.first().innerText()).not.toMatch(/field reference|liftwatch default|[a-z]+-[a-z]+/);
      await page.getByRole('link', { name: 'arcade 1#' }).first().click();
      await page.getByText('门系统磨损预警').first().waitFor();
      await page.locator('.spark').first().waitFor();
      expect(await page.locator('.health').innerText()).not.toMatch(/field reference|liftwatch default/);
      await page.getByRole('button', { name: '30 天' }).click();
      await page.locator('.uplot').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );
});
