import { join } from 'node:path';
import { describeWithServer } from '@liftwatch/infra/testing';
import { openSqliteFindingLog } from '@liftwatch/stores';
import { warningComponents, type Finding } from '@liftwatch/schemas';
import { connectAsync } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder, removeFolder, startProcess, type Running } from '../system/all-in-one.ts';
import { openBrowser, openDesk, seriousViolations } from './browser.ts';

const RAISED_MS = Date.now() - 3_600_000;

/** A warning about wear as the engine writes it, which takes weeks of readings to come by. */
const wearOf = (liftId: string): Finding => ({
  findingId: `wear-door-${liftId}`,
  revision: 1,
  change: 'raised',
  stage: 'alarm',
  confirmation: 'none',
  liftId,
  code: warningComponents.find(({ component }) => component === 'door')?.code ?? 'W01',
  incidentKind: 'fault/W01',
  priority: 'P3',
  rule: { name: 'wear-door', version: '1' },
  onsetAtMs: RAISED_MS,
  at: RAISED_MS,
  receivedAtMs: RAISED_MS,
  ageMs: 0,
  occupancy: 'empty',
  confidence: 0.8,
  score: 40,
  lift: { registered: true, name: `${liftId} 号梯`, siteId: 'plaza', firmId: 'firm-1', districtId: 'district-1' },
  explanation: {
    summary: { zh: '门机磨损', en: 'door operator wears' },
    evidence: [],
    thresholds: [],
    clearsWhen: { zh: '恢复', en: 'it is back' },
  },
  warning: {
    component: 'door',
    cause: 'door-operator-wear',
    level: 'act',
    severity: 'yellow',
    risk: 0.4,
    horizon: { lowH: 60, midH: 120, highH: 240, coverage: 0.8 },
    drivers: [
      {
        feature: 'door-close-time',
        unit: 'ms',
        context: 'all',
        baseline: 2_500,
        now: 3_100,
        limit: 3_300,
        limitSource: 'a limit of the test',
        strength: 1.4,
        sinceMs: RAISED_MS,
      },
    ],
    checks: [{ item: 'A-1-22', zh: '轿门运行', en: 'Car door: opens and closes properly' }],
    neverBudgeted: false,
    componentScore: 60,
    settings: 's1',
  },
});

const writeWarnings = async (dir: string, lifts: readonly string[]): Promise<void> => {
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const epoch = await findings.claim(0, 'test');
  await findings.append(0, epoch, lifts.map(wearOf));
  await findings.close();
};

const crew = `
contacts:
  - {contactId: crew-a, role: crew, firmId: firm-1, channel: log}
  - {contactId: crew-b, role: crew, firmId: firm-1, channel: log}
rotas: [{rotaId: firm-1-crew, firmId: firm-1, layer: crew, shifts: [{from: "00:00", to: "00:00", people: [crew-a]}]}]
`;

describeWithServer('chromium', 'the operators’ page, with data behind each of its pages', () => {
  let dir: string;
  let running: Running;
  let browser: Browser;
  const base = (): string => running.urls.console;
  beforeAll(async () => {
    dir = await newDataFolder();
    await writeWarnings(dir, ['plaza-02', 'plaza-03']);
    running = await startProcess({ dir, env: { LIFTWATCH_DISPATCH_SELF_TEST_PHONE: '+8610000000009' } });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.end('SIGKILL');
    await removeFolder(dir);
  });

  /** A page, looked at by somebody who reads English; what must hold of every page is asked at its end. */
  const looking = async (path: string, look: (page: Page) => Promise<void>): Promise<void> => {
    const { page, context, troubles } = await openDesk(browser, { base: base(), locale: 'en-GB' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base() });
    await page.goto(path);
    await look(page);
    expect(await seriousViolations(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await context.close();
  };
  const change = async (path: string, body: object | string, contentType = 'application/json'): Promise<void> => {
    const answer = await fetch(`${base()}/dispatch/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect([path, answer.status, answer.ok ? '' : await answer.text()]).toEqual([path, 200, '']);
  };

  test('warnings: a crew accepts one, finds another with its cause, and the shares of right ones are counted', () =>
    looking('/warnings?firm=firm-1', async (page) => {
      const item = (lift: string) => page.getByRole('listitem').filter({ hasText: `${lift} 号梯` });
      await item('plaza-02').getByRole('button', { name: 'Accept' }).click();
      await item('plaza-02').getByText('accepted', { exact: true }).waitFor();
      await item('plaza-02').getByRole('button', { name: 'Return' }).waitFor();
      await item('plaza-02').getByText('Evidence').first().click();
      await item('plaza-02').getByText('Car door: opens and closes properly').waitFor();
      await item('plaza-03').getByRole('button', { name: 'Found…', exact: true }).click();
      await item('plaza-03').getByLabel('Cause found').selectOption('sill-debris');
      await item('plaza-03').getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { name: /^Closed/ }).waitFor();
      await item('plaza-03').getByText('found', { exact: true }).waitFor();
      await item('plaza-02').getByRole('button', { name: 'Not found…' }).click();
      await item('plaza-02').getByRole('button', { name: 'Send' }).click();
      await item('plaza-02').getByText('not found', { exact: true }).waitFor();
      await page.reload();
      const all = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'all', exact: true }) });
      await all.getByText('50 %').first().waitFor();
    }));

  test('one lift: its trips, the newest first, and further back as one asks', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: 'T-trips' });
    const trip = (minutesAgo: number, more: object): Promise<unknown> =>
      client.publishAsync(
        'lift/v1/traveller/trip',
        JSON.stringify({
          at: Date.now() - minutesAgo * 60_000,
          sentAt: Date.now(),
          boot: 'b',
          seq: 10 - minutesAgo,
          ...more,
        }),
        { qos: 1 },
      );
    await trip(3, { fromFloor: '1', toFloor: '9', direction: 'up', durationMs: 21_500, distanceM: 27.5 });
    await trip(1, { fromFloor: '9', toFloor: 'B1', direction: 'down', durationMs: 30_000, levellingErrorMm: -4 });
    await client.endAsync();
    await looking('/lifts/traveller', async (page) => {
      const rows = page.getByRole('region', { name: 'Trips', exact: true }).getByRole('row');
      await rows.filter({ hasText: '9 → B1' }).waitFor();
      const [, newest, older] = await rows.allInnerTexts();
      expect([newest, older]).toEqual([
        expect.stringMatching(/9 → B1\s+30 s\s+unknown\s+-4 mm/),
        expect.stringMatching(/1 → 9\s+21\.5 s\s+27\.5 m\s+unknown/),
      ]);
      await page.getByText('2 of 2 shown since').waitFor();
      const since = await page.getByText(/shown since/).textContent();
      await page.getByRole('button', { name: 'Earlier trips' }).click();
      await page
        .getByText(/shown since/)
        .filter({ hasNotText: since ?? '' })
        .waitFor();
    });
  });

  test('an address can be copied and sent: the lift, and a search with its filters', () =>
    looking('/lifts/plaza-02', async (page) => {
      const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Copied').waitFor();
      expect(await copied()).toBe(`${base()}/lifts/plaza-02`);
      await page.goto('/fleet');
      await page.getByRole('searchbox').fill('plaza');
      await page.getByText('6 lifts').first().waitFor();
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Copied').waitFor();
      expect(await copied()).toBe(`${base()}/fleet?q=plaza`);
      await page.goto('/rules');
      await page.getByRole('searchbox').fill('overspeed');
      await expect.poll(() => new URL(page.url()).search).toBe('?q=overspeed');
      await page.reload();
      expect(await page.getByRole('searchbox').inputValue()).toBe('overspeed');
    }));

  test('the rota: who is on duty; somebody stands in, and that is taken back', async () => {
    await change('registry/import', crew, 'application/yaml');
    await looking('/people', async (page) => {
      const rota = page.getByRole('article', { name: 'firm-1-crew' });
      await rota.getByText('On duty now: crew-a').waitFor();
      await rota.getByRole('button', { name: 'Stand in, hand over…' }).click();
      await rota.getByLabel('Who is on duty').selectOption('crew-b');
      await rota.getByRole('button', { name: 'Put on duty' }).click();
      await rota.getByText('On duty now: crew-b').waitFor();
      await rota.getByRole('button', { name: 'Take back crew-b' }).click();
      await rota.getByText('On duty now: crew-a').waitFor();
      // An end before its beginning is refused in dispatch's words.
      await rota.getByLabel('Who is on duty').selectOption('crew-b');
      await rota.getByLabel(/^Until/).fill('2020-01-01T00:00');
      await rota.getByRole('button', { name: 'Put on duty' }).click();
      await rota.getByText(/is not after from/).waitFor();
    });
  });

  test('silences: where, until when, by whom and why', async () => {
    const to = new Date(Date.now() + 3_600_000).toISOString();
    await change('silences', { siteId: 'garden-estate', to, author: 'op-7', reason: 'doors are being painted' });
    await looking('/people', async (page) => {
      const row = page.getByRole('row').filter({ hasText: 'garden-estate' }).filter({ hasText: 'op-7' });
      await row.getByText('doors are being painted').waitFor();
    });
  });

  test('the policy: who is told of what, who is called when', () =>
    looking('/people/policy', async (page) => {
      const step = page.getByRole('row').filter({ has: page.getByText('fire-and-police', { exact: true }) });
      await step.getByText('6 min').waitFor();
      await step.getByText('level 3', { exact: true }).waitFor();
      const row = page.getByRole('row').filter({ has: page.getByText('entrapment-alarm', { exact: true }) });
      await row.getByText('Firm, Emergency platform, Building manager').waitFor();
    }));

  test('the pager is tested: a self-test to its receipt, an exercise, and a test call', { timeout: 180_000 }, () =>
    looking('/people/checks', async (page) => {
      await page.getByRole('button', { name: 'Test now' }).click();
      await page.getByText('Testing: waiting for the receipt of the SMS').waitFor();
      await page.getByText('the SMS was delivered').waitFor();
      await page.getByText('passed', { exact: true }).waitFor();
      await page.getByLabel('Lift id').fill('plaza-04');
      await page.getByRole('button', { name: 'Stage an exercise' }).click();
      const heard = page.getByRole('button', { name: /^Heard .*plaza-05$/ });
      await heard.click();
      await heard.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'The exercise at plaza-04 has begun: open it' }).click();
      const incident = page.getByRole('article');
      await incident.getByText('drill', { exact: true }).waitFor();
      // Nobody is in the car, and the list of what needs people says so too.
      const queued = page.locator('.queue-row[aria-current=true]');
      await queued.getByText('drill', { exact: true }).waitFor();
      expect(await queued.locator('.mark').allInnerTexts()).not.toContain('people inside');
      await incident
        .getByRole('row', { name: /Building manager.*delivered/ })
        .first()
        .waitFor();
      await page.goto('/people/checks');
      await page.getByLabel('Lift id').fill('nowhere-1');
      await page.getByRole('button', { name: 'Stage an exercise' }).click();
      await page.getByRole('alert').filter({ hasText: 'not registered' }).waitFor();
    }),
  );

  test('a candidate of rules in the shadow, beside the version in force', async () => {
    const overrides = [{ rule: 'stop-off-level', scope: { site: 'plaza' }, args: { offLevelS: 10 } }];
    await change('rule-sets', { version: 'stricter', author: 'op-7', reason: 'tried out', overrides });
    await change('rule-sets/stricter/shadow', { by: 'op-7', reason: 'tried out' });
    await looking('/rules', async (page) => {
      const shadow = page.getByRole('region', { name: 'Shadow comparison' }).first();
      await shadow.getByText('stricter').waitFor();
      await shadow.getByText(/for [1-9]\d* lifts/).waitFor();
      await page.getByRole('button', { name: 'Stop the shadow' }).waitFor();
    });
  });

  test('the audit: who changed what, found by its subject', () =>
    looking('/audit', async (page) => {
      await page.getByText('POST /api/v1/lifts/:id/drills').first().waitFor();
      await page.getByRole('searchbox').fill('POST /api/v1/silences');
      const line = page.getByRole('row').filter({ hasText: 'POST /api/v1/silences' }).first();
      await line.getByText('done').waitFor();
      await expect.poll(() => page.getByText('POST /api/v1/lifts/:id/drills').count()).toBe(0);
      await page.reload();
      await line.waitFor();
    }));

  test('in Chinese nothing of the policy, of where limits come from, or of the record is left in English', async () => {
    const { page, context } = await openDesk(browser, { base: base() });
    await page.goto('/people/policy');
    await page.locator('.table').first().waitFor();
    const names = await page.getByRole('rowheader').allInnerTexts();
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !/\p{Script=Han}/u.test(name))).toEqual([]);
    await page.goto('/rules');
    await page.locator('.card').nth(3).waitFor();
    const sources = await page.locator('.table td:last-child').allInnerTexts();
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter((source) => !/\p{Script=Han}/u.test(source))).toEqual([]);
    await page.goto('/audit');
    await page.locator('.audit tbody tr').first().waitFor();
    const fields = await page.locator('.audit .block > .muted').allInnerTexts();
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.filter((field) => !/\p{Script=Han}/u.test(field))).toEqual([]);
    await context.close();
  });
});
