import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { issueCredentials, planOf } from '../ingest/credentials.ts';
import type { System } from './system.ts';

/** Lifts that speak in one injection; names begin with `prefix`, so that each injection has lifts of its own. */
export interface Crowd {
  readonly prefix: string;
  readonly lifts: number;
  readonly connections: number;
  readonly districtId: string;
}

const LIFTS_OF_A_SITE = 50;
const IMPORT_MS = 60_000;
const TOLD_MS = 120_000;
const LOOK_EVERY_MS = 250;

/** Secrets of the crowd's gateways, where the load generator finds them. */
export const issueSecrets = async (dir: string, crowd: Crowd): Promise<string> => {
  const file = join(dir, `secrets-${crowd.prefix}.json`);
  const secrets = await issueCredentials(join(dir, 'credentials.json'), crowd, join(dir, 'credentials.key'));
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return file;
};

const phoneOf = (site: number): string => `1380000${String(site).padStart(4, '0')}`;

interface RegistryTo {
  readonly webhookUrl: string;
  readonly capUrl: string;
  /** Lifts to register; absent: all. */
  readonly isWanted?: (liftId: string) => boolean;
}

const liftIdsOf = async (crowd: Crowd, isWanted: RegistryTo['isWanted']): Promise<string[]> =>
  (await planOf(crowd)).terminals
    .flatMap((terminal) => terminal.liftIds)
    .filter((liftId) => isWanted?.(liftId) ?? true)
    .toSorted();

/** One district, a site with a manager for each fifty lifts, one firm, one platform: every message goes to one receiver. */
const registryOf = async (crowd: Crowd, to: RegistryTo): Promise<object> => {
  const liftIds = await liftIdsOf(crowd, to.isWanted);
  const { districtId, prefix } = crowd;
  const siteOf = (place: number): string => `${prefix}-site-${Math.floor(place / LIFTS_OF_A_SITE)}`;
  const sites = [...new Set(liftIds.map((_, i) => siteOf(i)))];
  return {
    districts: [{ districtId, name: districtId }],
    sites: sites.map((siteId) => ({ siteId, name: siteId, districtId })),
    firms: [{ firmId: 'firm', name: 'firm' }],
    lifts: liftIds.map((liftId, i) => ({ liftId, name: liftId, siteId: siteOf(i), firmId: 'firm', districtId })),
    contacts: [
      { contactId: 'platform', role: 'platform', channel: 'cap', address: to.capUrl },
      { contactId: 'firm-desk', role: 'firm', firmId: 'firm', channel: 'webhook', address: to.webhookUrl },
      ...sites.map((siteId, i) => ({
        contactId: `${siteId}-manager`,
        role: 'manager',
        siteId,
        channel: 'sms',
        address: phoneOf(i),
      })),
      { contactId: 'operator', role: 'operator', channel: 'log' },
    ],
  };
};

/** Registers the crowd; resolves when dispatch has taken it. */
export const importRegistry = async (system: System, crowd: Crowd, to: RegistryTo): Promise<void> => {
  const response = await fetch(new URL('/api/v1/registry/import', system.urls.dispatch), {
    method: 'POST',
    headers: { 'content-type': 'application/yaml', authorization: `Bearer ${system.token}` },
    body: JSON.stringify(await registryOf(crowd, to)),
    signal: AbortSignal.timeout(IMPORT_MS),
  });
  if (!response.ok) throw new Error(`dispatch refused the registry: ${await response.text()}`);
  await response.arrayBuffer();
};

/** Resolves when the engine knows every lift of the crowd as registered: the facts go through the broker's log. */
export const untilToldOf = async (system: System, crowd: Crowd, isWanted?: RegistryTo['isWanted']): Promise<void> => {
  const wanted = new Set(await liftIdsOf(crowd, isWanted));
  const countKnown = async (): Promise<number> => {
    let known = 0;
    for (let after: string | null = ''; after !== null;) {
      const url = new URL('/api/v1/lifts', system.urls.engine);
      url.searchParams.set('limit', '500');
      if (after !== '') url.searchParams.set('after', after);
      const response = await fetch(url, { signal: AbortSignal.timeout(LOOK_EVERY_MS * 40) });
      const page = (await response.json()) as { lifts: { liftId: string; registered: boolean }[]; next: string | null };
      known += page.lifts.filter((lift) => lift.registered && wanted.has(lift.liftId)).length;
      after = page.next;
    }
    return known;
  };
  await waitUntil(
    `the engine to know ${wanted.size} lifts`,
    async () => {
      if ((await countKnown()) >= wanted.size) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      return false;
    },
    TOLD_MS,
  );
};
