import { createHash, type Hash } from 'node:crypto';
import { askJson, type Upstream } from '../upstream/ask.ts';

/** The parts of a registered lift that the page shows; dispatch checks them when they are imported. */
export interface RegisteredLift {
  readonly liftId: string;
  readonly name?: string;
  readonly registrationCode?: string;
  readonly rescueCode?: string;
  readonly address?: string;
  readonly siteId?: string;
  readonly districtId?: string;
  readonly firmId?: string;
  readonly floors?: readonly string[];
  readonly travelM?: number;
  readonly ratedSpeedMps?: number;
  readonly equipment?: 'lift' | 'escalator';
}

interface Named {
  readonly name: string;
  readonly districtId?: string;
  readonly address?: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Registry {
  /** The same for the same rows: what has not changed need not be merged again. */
  readonly fingerprint: string;
  readonly lifts: ReadonlyMap<string, RegisteredLift>;
  readonly sites: ReadonlyMap<string, Named>;
  readonly districts: ReadonlyMap<string, Named>;
  readonly firms: ReadonlyMap<string, Named>;
}

const PAGE_ROWS = 500;

interface Source {
  readonly dispatch: Upstream;
  readonly hash: Hash;
}

const rowsOf = async <T>(
  { dispatch, hash }: Source,
  list: string,
  keyOf: (row: T) => string,
): Promise<Map<string, T>> => {
  const rows = new Map<string, T>();
  let after = '';
  for (;;) {
    const page = await askJson<Page<T>>(dispatch, `api/v1/${list}?limit=${PAGE_ROWS}${after}`);
    hash.update(JSON.stringify(page.items));
    for (const row of page.items) rows.set(keyOf(row), row);
    if (page.next === null) return rows;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
};

/** The whole registry, page by page. */
export const readRegistry = async (dispatch: Upstream): Promise<Registry> => {
  const source = { dispatch, hash: createHash('sha256') };
  const sites = await rowsOf<Named & { siteId: string }>(source, 'sites', (row) => row.siteId);
  const districts = await rowsOf<Named & { districtId: string }>(source, 'districts', (row) => row.districtId);
  const firms = await rowsOf<Named & { firmId: string }>(source, 'firms', (row) => row.firmId);
  const lifts = await rowsOf<RegisteredLift>(source, 'lifts', (row) => row.liftId);
  return { sites, districts, firms, lifts, fingerprint: source.hash.digest('hex') };
};
