import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer } from '@liftwatch/infra/testing';
import { openSqliteSeries } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { dailyReport, htmlToPdf, reportHtml } from '../src/index.ts';

const DAY = Date.parse('2026-03-02T00:00:00+08:00');

describeWithServer(['chromium', 'poppler'], 'a report on paper', () => {
  test('A4 pages with the figures and the Chinese text in them, as text', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'liftwatch-pdf-'));
    const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => undefined });
    try {
      await series.write(
        `rescue,district_id=d1,hour=08 lift_id="L1",firm_id="f1",false_alarm=0i,self_released=0i,drill=0i,response_overdue=0i,arrival_overdue=0i,arrival_s=754,place="hospital",state="closed" ${DAY + 3_600_000}000000`,
      );
      const html = reportHtml(await dailyReport(series, DAY, DAY + 100_000_000));
      const file = join(dir, 'daily.pdf');
      writeFileSync(file, await htmlToPdf(html, '/usr/bin/chromium'));
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      expect(text).toContain('电梯每日安全报告');
      expect(text).toContain('2026-03-02');
      expect(text).toContain('12:34');
      expect(text).toContain('医院 hospital');
      const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
      expect(info).toMatch(/Page size:\s+59[45]\.?\d* x 84[12]\.?\d* pts \(A4\)/);
    } finally {
      await series.close();
      rmSync(dir, { recursive: true, force: true });
    }
  });

  test('without Chromium it says what to install', async () => {
    await expect(htmlToPdf('<p>x</p>', '/nonexistent/chromium')).rejects.toMatchObject({
      code: 'LIFT_CONSOLE_CHROMIUM_UNAVAILABLE',
    });
  });
});
