/** `npm run screenshots`: the pictures in docs/images, of the demonstration as it runs. Needs chromium and fonts-noto-cjk. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@liftwatch/infra';
import { newDataFolder, removeFolder, startProcess, type IncidentListed } from '../system/all-in-one.ts';
import { openBrowser, openDesk, type Look } from './browser.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const ENTRAPMENT_MS = 120_000;
/** The history that a trend needs to be worth looking at. */
const HISTORY_MS = 60_000;

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly there: string;
  readonly look?: Look;
  readonly locale: 'zh-CN' | 'en-GB';
  readonly colours: 'dark' | 'light';
}

const pictures = (incidentId: string): readonly Picture[] => [
  { name: 'duty-dark-zh', path: `/incidents/${incidentId}`, there: '.verdict', locale: 'zh-CN', colours: 'dark' },
  { name: 'duty-light-en', path: `/incidents/${incidentId}`, there: '.verdict', locale: 'en-GB', colours: 'light' },
  { name: 'fleet-dark-en', path: '/fleet', there: '.lift-row', locale: 'en-GB', colours: 'dark' },
  { name: 'lift-dark-en', path: '/lifts/garden-01', there: '.uplot', locale: 'en-GB', colours: 'dark' },
  { name: 'warnings-dark-zh', path: '/warnings?firm=firm-1', there: '.work-item', locale: 'zh-CN', colours: 'dark' },
  { name: 'guide-light-zh', path: '/guide', there: '.card', locale: 'zh-CN', colours: 'light' },
  { name: 'phone-dark-zh', path: '/', there: '.queue-row', look: 'phone', locale: 'zh-CN', colours: 'dark' },
  {
    name: 'phone-light-en',
    path: `/incidents/${incidentId}`,
    there: '.verdict',
    look: 'phone',
    locale: 'en-GB',
    colours: 'light',
  },
];

const dir = await newDataFolder();
const running = await startProcess({ dir });
const browser = await openBrowser();
try {
  mkdirSync(FOLDER, { recursive: true });
  const { incidentId } = await waitUntil(
    'the entrapment of the demonstration',
    async () => {
      const { items } = await running.json<{ items: IncidentListed[] }>('dispatch', '/api/v1/incidents?open=true');
      return items.find(({ kind, state }) => kind === 'entrapment' && state !== 'suspected');
    },
    ENTRAPMENT_MS,
  );
  await new Promise((resolve) => setTimeout(resolve, HISTORY_MS));
  for (const { name, path, there, ...as } of pictures(incidentId)) {
    const { page, context } = await openDesk(browser, { base: running.urls.console, ...as });
    await page.goto(path);
    await page.locator(there).first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
    await page.screenshot({ path: `${FOLDER}${name}.png` });
    await context.close();
    console.log(`docs/images/${name}.png`);
  }
} finally {
  await browser.close();
  await running.end('SIGKILL');
  await removeFolder(dir);
}
