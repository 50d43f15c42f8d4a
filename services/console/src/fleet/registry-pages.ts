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
  readonly lifts: ReadonlyMap<string, RegisteredLift>;
  readonly sites: ReadonlyMap<string, Named>;
  readonly districts: ReadonlyMap<string, Named>;
  readonly firms: ReadonlyMap<string, Named>;
}

const PAGE_ROWS = 500;

const rowsOf = async <T>(dispatch: Upstream, list: string, keyOf: (row: T) => string): Promise<Map<string, T>> => {
  const rows = new Map<string, T>();
  let after = '';
  for (;;) {
    const page = await askJson<Page<T>>(dispatch, `api/v1/${list}?limit=${PAGE_ROWS}${after}`);
    for (const row of page.items) rows.set(keyOf(row), row);
    if (page.next === null) return rows;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
};

/** The whole registry, page by page. */
export const readRegistry = async (dispatch: Upstream): Promise<Registry> => {
  const [sites, districts, firms] = await Promise.all([
    rowsOf<Named & { siteId: string }>(dispatch, 'sites', (row) => row.siteId),
    rowsOf<Named & { districtId: string }>(dispatch, 'districts', (row) => row.districtId),
    rowsOf<Named & { firmId: string }>(dispatch, 'firms', (row) => row.firmId),
  ]);
  return { sites, districts, firms, lifts: await rowsOf<RegisteredLift>(dispatch, 'lifts', (row) => row.liftId) };
};
