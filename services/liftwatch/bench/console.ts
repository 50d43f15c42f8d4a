/**
 * `npm run bench -- console [lifts]`: the operators' page over a large registry. Search is asked over HTTP as the page asks
 * it; scrolling is done in chromium, where it is installed, and counts frames that came late. Registry and states come from
 * two HTTP servers in the place of dispatch and the engine: what is measured is the console and the browser.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig, startConsole } from '@liftwatch/console';
import { pino } from 'pino';
import { chromium } from 'playwright-core';

const LIFTS = Number(process.argv[2] ?? 100_000);
const SITES = 5_000;
const FIRMS = 120;
const SEARCHES = 200;
const WARM_UP_MS = 120_000;
const FRAME_MS = 1_000 / 60;
const CHROMIUM = '/usr/bin/chromium';

const two = (n: number, digits: number): string => String(n).padStart(digits, '0');
const lift = (n: number) => ({
  liftId: `TJ-${two(n, 6)}`,
  name: `小区${n % SITES} ${Math.floor(n / SITES) + 1}#`,
  registrationCode: `3110120102${two(n * 7919, 10)}`,
  rescueCode: two(n, 6),
  address: `和平区 ${n % 800} 号路 ${n % 90} 号`,
  siteId: `site-${n % SITES}`,
  districtId: `district-${n % 16}`,
  firmId: `firm-${n % FIRMS}`,
});
const judged = (n: number) => ({
  liftId: `TJ-${two(n, 6)}`,
  registered: true,
  name: null,
  condition: n % 97 === 0 ? 'fault' : n % 53 === 0 ? 'unknown' : 'normal',
  heardAtMs: Date.now(),
  districtId: null,
  firmId: null,
  openFindings: 0,
});

/** Pages of `count` rows by number: `after` is the id of the last row before. */
const pageOf = <T>(query: URLSearchParams, count: number, row: (n: number) => T) => {
  const limit = Number(query.get('limit') ?? 500);
  const from = query.has('after') ? Number(/(\d+)$/.exec(query.get('after') ?? '')?.[1] ?? -1) + 1 : 0;
  const to = Math.min(count, from + limit);
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, i) => row(from + i));
  return { rows, next: to < count ? `TJ-${two(to - 1, 6)}` : null };
};

type Routes = Readonly<Record<string, (query: URLSearchParams) => object>>;

const serve = async (routes: Routes): Promise<{ url: string; server: Server }> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const route = routes[url.pathname];
    response.writeHead(route ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(route?.(url.searchParams) ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

const named = (count: number, key: string, name: string) => () => ({
  items: Array.from({ length: count }, (_, n) => ({ [key]: `${key.replace('Id', '')}-${n}`, name: `${name}${n}` })),
  next: null,
});

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** What people type: codes, ends of codes, parts of addresses and names, and nothing. */
const typed = (i: number): string => {
  const n = (i * 7_919) % LIFTS;
  const { registrationCode, rescueCode, address, name } = lift(n);
  return [registrationCode, rescueCode, address.slice(0, 8), name, '和平', ''][i % 6] ?? '';
};

const measureSearch = async (base: string): Promise<object> => {
  const tookMs: number[] = [];
  for (let i = 0; i < SEARCHES; i += 1) {
    const began = performance.now();
    const answer = await fetch(`${base}/api/v1/fleet?q=${encodeURIComponent(typed(i))}&limit=100`);
    await answer.json();
    tookMs.push(performance.now() - began);
  }
  tookMs.sort((a, b) => a - b);
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    searches: SEARCHES,
    p50Ms: round(quantile(tookMs, 0.5)),
    p95Ms: round(quantile(tookMs, 0.95)),
    maxMs: round(tookMs.at(-1) ?? Number.NaN),
  };
};

/** Turns the wheel for some seconds and looks at the time between frames. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector('.lift-list');
  const gaps = []; let last = performance.now(); const end = last + 5000;
  const frame = (now) => {
    gaps.push(now - last); last = now;
    list.scrollTop += 400;
    if (now < end) requestAnimationFrame(frame); else resolve(gaps.slice(1));
  };
  requestAnimationFrame(frame);
})`;

const measureScrolling = async (base: string): Promise<object | undefined> => {
  if (!existsSync(CHROMIUM)) return undefined;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    await page.goto(`${base}/fleet`);
    await page.locator('.lift-row').first().waitFor();
    const gaps = ((await page.evaluate(SCROLL)) as number[]).sort((a, b) => a - b);
    const drawn = await page.locator('.lift-list li').count();
    return {
      frames: gaps.length,
      medianFrames: Math.round((quantile(gaps, 0.5) / FRAME_MS) * 100) / 100,
      p95Frames: Math.round((quantile(gaps, 0.95) / FRAME_MS) * 100) / 100,
      lateShare: Math.round((gaps.filter((gap) => gap > 3 * FRAME_MS).length / gaps.length) * 1_000) / 1_000,
      rowsDrawn: drawn,
    };
  } finally {
    await browser.close();
  }
};

const dispatch = await serve({
  '/api/v1/lifts': (query) => {
    const { rows, next } = pageOf(query, LIFTS, lift);
    return { items: rows, next };
  },
  '/api/v1/sites': named(SITES, 'siteId', '小区'),
  '/api/v1/districts': named(16, 'districtId', '区域'),
  '/api/v1/firms': named(FIRMS, 'firmId', '维保'),
  '/api/v1/incidents': () => ({ items: [], next: null }),
});
const engine = await serve({
  '/api/v1/lifts': (query) => {
    const { rows, next } = pageOf(query, LIFTS, judged);
    return { lifts: rows, next };
  },
});
const started = await startConsole(
  loadConfig({
    LIFTWATCH_CONSOLE_HTTP_PORT: '0',
    LIFTWATCH_CONSOLE_DISPATCH_URL: dispatch.url,
    LIFTWATCH_CONSOLE_ENGINE_URL: engine.url,
  }),
  { logger: pino({ level: 'warn' }) },
);
const base = `http://127.0.0.1:${started.httpPort}`;
const began = performance.now();
let isReady = false;
while (!isReady && performance.now() - began < WARM_UP_MS) {
  const { total, census } = (await (await fetch(`${base}/api/v1/fleet?limit=1`)).json()) as {
    total: number;
    census: { normal: number };
  };
  isReady = total === LIFTS && census.normal > LIFTS / 2;
  if (!isReady) await new Promise((resolve) => setTimeout(resolve, 200));
}
const readyS = Math.round((performance.now() - began) / 100) / 10;
const rssMb = Math.round(process.memoryUsage().rss / 1_048_576);
const search = await measureSearch(base);
const scrolling = await measureScrolling(base);
console.log(
  JSON.stringify({ lifts: LIFTS, isReady, readyS, rssMb, search, scrolling: scrolling ?? 'chromium is not here' }),
);
await started.close();
dispatch.server.close();
engine.server.close();
process.exitCode = isReady ? 0 : 1;
