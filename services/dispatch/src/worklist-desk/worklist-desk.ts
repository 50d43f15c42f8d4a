import type { ContextEntry, Finding, PrecisionRow, UnixMs, WarningCause, WorklistItem } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Scope } from '../access/principal.ts';
import { queueContext } from '../context/context-outbox.ts';
import { hashOf } from '../database/hash.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { answer, expireForgotten, type Answer } from '../worklist/answer.ts';
import { rankingDay } from '../worklist/calendar.ts';
import { precisionTable } from '../worklist/precision.ts';
import { rank } from '../worklist/rank.ts';
import { takeFinding } from '../worklist/take-finding.ts';
import {
  capacityOf,
  closedItems,
  firmKey,
  firmsWithOpen,
  firmsWithWork,
  loadItem,
  markOf,
  openItems,
  outcomesOf,
  runOf,
  saveCapacity,
  saveItem,
  saveMark,
  saveRun,
} from './worklist-store.ts';

export interface FirmWork {
  readonly firmId: string;
  readonly capacityPerDay: number;
  /** false: worked out from the size of the fleet. */
  readonly capacitySaid: boolean;
  readonly rankedAtMs: number | null;
  readonly act: number;
  readonly watch: number;
  readonly accepted: number;
}

export interface FirmList extends FirmWork {
  readonly items: readonly WorklistItem[];
  readonly closed: readonly WorklistItem[];
}

export interface CrewAnswer {
  readonly what: Answer['what'];
  readonly by: string;
  readonly cause?: WarningCause | undefined;
  readonly note?: string | undefined;
}

/** Warnings per firm: taken from the finding log, ranked daily and on demand, answered by crews. */
export interface Worklist {
  /** Position of the last line of the finding log taken. */
  readonly position: number;
  apply(line: { readonly position: number; readonly finding: Finding }): Promise<void>;
  /** Goes past a line that cannot be taken; the incident side keeps it as evidence. */
  setAside(line: { readonly position: number }): Promise<void>;
  /** Time has come: what was forgotten expires, firms whose day has begun are ranked. */
  advanceTo(nowMs: UnixMs): Promise<void>;
  /** Of a scope's rows alone where one is given, as are the lists below. */
  firms(scope?: Scope): Promise<FirmWork[]>;
  list(firm: string, scope?: Scope): Promise<FirmList>;
  item(itemId: string): Promise<WorklistItem>;
  rankNow(firm: string, by: string): Promise<FirmList>;
  setCapacity(firm: string, perDay: number, by: string): Promise<FirmList>;
  answer(itemId: string, said: CrewAnswer): Promise<WorklistItem>;
  precision(scope?: Scope): Promise<PrecisionRow[]>;
}

const CLOSED_SHOWN = 50;
/** Lines without a warning that are read again after a restart, at most. */
const MARK_EVERY_LINES = 500;

const why = {
  closed: 'it is closed: what was found on site does not change',
  'not-accepted': 'nobody has accepted it',
  'already-accepted': 'a crew has accepted it: return it first',
} as const;

/** The list first, in its order; then what is watched, by harm. */
const inOrder = (a: WorklistItem, b: WorklistItem): number => {
  const group = (item: WorklistItem): number => (item.state === 'act' ? 0 : item.state === 'accepted' ? 1 : 2);
  const place = (item: WorklistItem): number => item.rank ?? (item.neverBudgeted ? 0 : Number.MAX_SAFE_INTEGER);
  return group(a) - group(b) || place(a) - place(b) || b.harm.points - a.harm.points || (a.itemId < b.itemId ? -1 : 1);
};

class WorklistDesk implements Worklist {
  readonly #db: Kysely<DispatchTables>;
  readonly #nowMs: () => UnixMs;
  readonly #onContext: () => void;
  #position: number;
  #markedPosition: number;
  /** The day whose lists have been made; a firm whose first warning of the day comes later gets its list then. */
  #lookedDay = 0;
  #hasNew = true;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(o: { database: Kysely<DispatchTables>; nowMs: () => UnixMs; onContext: () => void; position: number }) {
    this.#db = o.database;
    this.#nowMs = o.nowMs;
    this.#onContext = o.onContext;
    this.#position = o.position;
    this.#markedPosition = o.position;
  }

  get position(): number {
    return this.#position;
  }

  apply({ position, finding }: { readonly position: number; readonly finding: Finding }): Promise<void> {
    if (position <= this.#position) return Promise.resolve();
    // Most lines are no warnings: they move the mark in memory, and the last of them are read again after a restart.
    if (finding.warning === undefined) {
      this.#position = position;
      return Promise.resolve();
    }
    return this.#inTurn(async () => {
      await this.#db.transaction().execute(async (trx) => {
        const next = takeFinding(await loadItem(trx, finding.findingId), finding, await outcomesOf(trx));
        if (next) await saveItem(trx, next);
        if (next) this.#hasNew = true;
        await saveMark(trx, position);
      });
      this.#position = position;
    });
  }

  async setAside({ position }: { readonly position: number }): Promise<void> {
    await saveMark(this.#db, position);
    this.#position = position;
  }

  advanceTo(nowMs: UnixMs): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#position - this.#markedPosition >= MARK_EVERY_LINES) {
        await saveMark(this.#db, this.#position);
        this.#markedPosition = this.#position;
      }
      const day = rankingDay(nowMs);
      const isNewDay = day !== this.#lookedDay;
      if (isNewDay) await this.#expire(nowMs);
      if (!isNewDay && !this.#hasNew) return;
      this.#lookedDay = day;
      this.#hasNew = false;
      for (const firm of await firmsWithOpen(this.#db))
        if ((await runOf(this.#db, firm))?.day !== day) await this.#rank(firm, nowMs, 'daily');
    });
  }

  async firms(scope?: Scope): Promise<FirmWork[]> {
    const found: FirmWork[] = [];
    for (const firm of await firmsWithWork(this.#db, scope))
      found.push(await this.#workOf(firm, await openItems(this.#db, firm, scope)));
    return found;
  }

  async list(firm: string, scope?: Scope): Promise<FirmList> {
    const items = (await openItems(this.#db, firm, scope)).sort(inOrder);
    const closed = await closedItems(this.#db, { firm, scope }, CLOSED_SHOWN);
    return { ...(await this.#workOf(firm, items)), items, closed };
  }

  async item(itemId: string): Promise<WorklistItem> {
    const item = await loadItem(this.#db, itemId);
    if (item) return item;
    throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no warning ${itemId.slice(0, 64)} on any worklist`, {
      recoverable: false,
    });
  }

  rankNow(firm: string, by: string): Promise<FirmList> {
    return this.#inTurn(async () => {
      await this.#rank(firm, this.#nowMs(), `asked by ${by}`);
      return this.list(firm);
    });
  }

  setCapacity(firm: string, perDay: number, by: string): Promise<FirmList> {
    return this.#inTurn(async () => {
      await saveCapacity(this.#db, { firm, perDay, by, atMs: this.#nowMs() });
      await this.#rank(firm, this.#nowMs(), `capacity set by ${by}`);
      return this.list(firm);
    });
  }

  answer(itemId: string, said: CrewAnswer): Promise<WorklistItem> {
    return this.#inTurn(async () => {
      const before = await this.item(itemId);
      const nowMs = this.#nowMs();
      const answered = answer(before, { ...said, nowMs });
      if (!answered.ok)
        throw new DispatchError(
          'LIFT_DISPATCH_WORKLIST_STATE',
          `warning ${itemId} is ${before.state}; ${why[answered.reason]}`,
          { recoverable: false },
        );
      const { item, decision } = answered;
      await this.#db.transaction().execute(async (trx) => {
        await saveItem(trx, item);
        if (decision === undefined) return;
        const entry = {
          type: 'operator-decision',
          liftId: item.liftId,
          id: `worklist-${hashOf(`${itemId}|${decision}|${nowMs}`)}`,
          at: nowMs,
          decision,
          findingId: itemId,
          operatorId: said.by,
          ...(said.cause !== undefined && { cause: said.cause }),
          ...(said.note !== undefined && { reason: said.note }),
        } as ContextEntry;
        await queueContext(trx, entry, nowMs);
      });
      this.#onContext();
      return item;
    });
  }

  async precision(scope?: Scope): Promise<PrecisionRow[]> {
    return precisionTable(await outcomesOf(this.#db, scope));
  }

  async #expire(nowMs: UnixMs): Promise<void> {
    for (const item of await openItems(this.#db)) {
      const expired = expireForgotten(item, nowMs);
      if (expired) await saveItem(this.#db, expired);
    }
  }

  async #rank(firm: string, nowMs: UnixMs, reason: string): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const { perDay } = await capacityOf(trx, firm);
      const ranking = rank(await openItems(trx, firm), { capacity: perDay, outcomes: await outcomesOf(trx), nowMs });
      for (const item of ranking.items) await saveItem(trx, item);
      await saveRun(trx, firm, { day: rankingDay(nowMs), rankedAtMs: nowMs, reason, capacity: perDay });
    });
  }

  async #workOf(firm: string, items: readonly WorklistItem[]): Promise<FirmWork> {
    const { perDay, said } = await capacityOf(this.#db, firm);
    const count = (state: WorklistItem['state']): number => items.filter((item) => item.state === state).length;
    return {
      firmId: firmKey(firm),
      capacityPerDay: perDay,
      capacitySaid: said,
      rankedAtMs: (await runOf(this.#db, firm))?.rankedAtMs ?? null,
      act: count('act'),
      watch: count('watch'),
      accepted: count('accepted'),
    };
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const mine = this.#tail.then(step, step);
    this.#tail = mine.catch(() => undefined);
    return mine;
  }
}

/** Opens the worklist over dispatch's database, after its migrations. */
export const openWorklist = async (options: {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => UnixMs;
  /** Context was queued for the log. */
  readonly onContext: () => void;
}): Promise<Worklist> => new WorklistDesk({ ...options, position: await markOf(options.database) });
