import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const WAIT_MS = 60_000;

/** Debian's chromium. As root it has no sandbox of its own; it opens nothing but our own page. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

export interface Desk {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page, and every address outside that it asked for. */
  readonly troubles: string[];
}

export type Look = 'desktop' | 'phone';

/** A person at a screen: language, colours and size as their browser has them. */
export const openDesk = async (
  browser: Browser,
  as: { base: string; locale?: 'zh-CN' | 'en-GB'; colours?: 'dark' | 'light'; look?: Look },
): Promise<Desk> => {
  const viewport = as.look === 'phone' ? { width: 390, height: 844 } : { width: 1360, height: 860 };
  const context = await browser.newContext({
    baseURL: as.base,
    viewport,
    locale: as.locale ?? 'zh-CN',
    colorScheme: as.colours ?? 'dark',
    reducedMotion: 'reduce',
    // The page's policy forbids scripts that are not its own; axe is one.
    bypassCSP: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(as.base) && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  return { context, page, troubles };
};

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds serious or critical in the page as it is. */
export const seriousViolations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate('axe.run().then((result) => result.violations)')) as readonly Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
};
