import { chromium } from 'playwright-core';
import { ConsoleError } from '../errors.ts';

const FOOTER =
  '<div style="font-size:7pt;color:#5c6a7a;width:100%;padding:0 12mm;display:flex;justify-content:space-between">' +
  '<span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>';

/**
 * An HTML report as a PDF of A4 pages, printed by a headless Chromium without network.
 * @throws {ConsoleError} LIFT_CONSOLE_CHROMIUM_UNAVAILABLE when it is not there or does not start
 */
export const htmlToPdf = async (html: string, chromiumPath: string): Promise<Uint8Array> => {
  const browser = await chromium
    // As root, as in a container, Chromium's own sandbox does not start; what it is given is our own text, without script.
    .launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
    .catch((cause: unknown) => {
      throw new ConsoleError(
        'LIFT_CONSOLE_CHROMIUM_UNAVAILABLE',
        `${chromiumPath} does not start: install chromium and a CJK font (fonts-noto-cjk), or name it with LIFTWATCH_CHROMIUM`,
        cause,
      );
    });
  try {
    const context = await browser.newContext({ offline: true, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(html, { waitUntil: 'load' });
    return await page.pdf({
      format: 'A4',
      printBackground: true,
      preferCSSPageSize: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOTER,
    });
  } finally {
    await browser.close();
  }
};
