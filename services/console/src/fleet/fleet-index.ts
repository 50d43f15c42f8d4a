import type { Logger } from 'pino';
import { keepDoing } from '../live/keep-doing.ts';
import { sees, type Scope } from '../sign-in/person.ts';
import type { Upstream } from '../upstream/ask.ts';
import { readJudgedLifts, type JudgedLift } from './engine-pages.ts';
import { censusOf, type Census, type FleetLift } from './fleet-lift.ts';
import { groupFleet, type FleetGroup, type GroupBy } from './group.ts';
import { inSlices, mapped } from './in-slices.ts';
import { mergeFleet, withStates } from './merge.ts';
import { readRegistry, type RegisteredLift, type Registry } from './registry-pages.ts';
import { searchFleet, type FleetPage, type FleetQuery, type SearchEntry } from './search.ts';

/** The fleet in memory, so that a search among 100,000 lifts asks no other service. */
export interface FleetIndex {
  /** `rows`, here and below: whose lifts alone are there; null: all. */
  search(query: FleetQuery, rows: Scope | null): FleetPage;
  groups(by: GroupBy, rows: Scope | null): readonly FleetGroup[];
  census(rows: Scope | null): Census;
  lift(liftId: string, rows: Scope | null): FleetLift | undefined;
  facts(liftId: string): RegisteredLift | undefined;
  /** When the engine was last asked, wall clock, ms; undefined: it has not answered yet. */
  asOfMs(): number | undefined;
  /** The registry has changed: read it anew at once. */
  registryChanged(): void;
  close(): Promise<void>;
}

const REGISTRY_PAUSE_MS = 5_000;
const ENGINE_PAUSE_MS = 2_000;
/** Nobody has looked at the fleet for so long: it is read seldom, and at once when somebody does. */
const UNSEEN_MS = 60_000;
const UNSEEN_PAUSE_MS = 30_000;
const SHARE = 0.1;
const LIFTS_AT_ONCE = 1_024;

const nothing: Registry = {
  fingerprint: '',
  lifts: new Map(),
  sites: new Map(),
  districts: new Map(),
  firms: new Map(),
};

/** Reads registry and states from their services over and over, the less often the longer it takes. */
export const openFleetIndex = (
  from: { readonly dispatch: Upstream; readonly engine: Upstream },
  logger: Logger,
): FleetIndex => {
  let known = nothing;
  let judged: ReadonlyMap<string, JudgedLift> = new Map();
  let entries: readonly SearchEntry[] = [];
  let byId: ReadonlyMap<string, FleetLift> = new Map();
  let asOfMs: number | undefined;
  const breathe = inSlices();
  const show = async (next: readonly SearchEntry[]): Promise<void> => {
    const lifts = await mapped(next, ({ lift }) => [lift.liftId, lift] as const, breathe);
    const ids = new Map<string, FleetLift>();
    for (let i = 0; i < lifts.length; i += LIFTS_AT_ONCE) {
      await breathe();
      for (const [liftId, lift] of lifts.slice(i, i + LIFTS_AT_ONCE)) ids.set(liftId, lift);
    }
    [entries, byId] = [next, ids];
  };
  // One at a time: each builds upon what the one before has made.
  let tail: Promise<void> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const mine = tail.then(step);
    tail = mine.catch(() => undefined);
    return mine;
  };
  const merge = async (): Promise<void> => show(await mergeFleet(known, judged, breathe));
  const readTheRegistry = async (): Promise<void> => {
    const registered = await readRegistry(from.dispatch);
    if (registered.fingerprint === known.fingerprint) return;
    await inTurn(async () => {
      known = registered;
      await merge();
    });
  };
  const askTheEngine = async (): Promise<void> => {
    const answer = await readJudgedLifts(from.engine);
    await inTurn(async () => {
      judged = answer;
      asOfMs = Date.now();
      const refreshed = await withStates(entries, judged, breathe);
      await (refreshed === undefined ? merge() : show(refreshed));
    });
  };
  let seenMs = performance.now();
  const isUnseen = (): boolean => performance.now() - seenMs > UNSEEN_MS;
  const pause = (ms: number) => (): number => (isUnseen() ? UNSEEN_PAUSE_MS : ms);
  const how = { share: SHARE, logger };
  const registryReader = keepDoing(readTheRegistry, { ...how, name: 'registry', pauseMs: pause(REGISTRY_PAUSE_MS) });
  const engineReader = keepDoing(askTheEngine, { ...how, name: 'states of lifts', pauseMs: pause(ENGINE_PAUSE_MS) });
  const seen = (): void => {
    const wasUnseen = isUnseen();
    seenMs = performance.now();
    if (!wasUnseen) return;
    registryReader.wake();
    engineReader.wake();
  };
  const liftsOf = (rows: Scope | null): readonly FleetLift[] => {
    const lifts = [...byId.values()];
    return rows === null ? lifts : lifts.filter((lift) => sees(rows, lift));
  };
  return {
    search(query, rows) {
      seen();
      return searchFleet(rows === null ? entries : entries.filter(({ lift }) => sees(rows, lift)), query);
    },
    groups: (by, rows) => (seen(), groupFleet(liftsOf(rows), by)),
    census: (rows) => (seen(), censusOf(liftsOf(rows))),
    lift(liftId, rows) {
      seen();
      const lift = byId.get(liftId);
      return lift !== undefined && sees(rows, lift) ? lift : undefined;
    },
    facts: (liftId) => known.lifts.get(liftId),
    asOfMs: () => asOfMs,
    registryChanged: () => registryReader.wake(),
    async close() {
      await Promise.all([registryReader.close(), engineReader.close()]);
    },
  };
};
