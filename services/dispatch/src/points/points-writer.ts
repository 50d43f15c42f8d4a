import { shanghaiDayStartMs, type Incident } from '@liftwatch/schemas';
import type { SeriesWriter } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { figureLine } from './figure-points.ts';
import { incidentLines } from './incident-points.ts';
import { placeOf, placeOfLift } from './lift-place.ts';
import { minuteLine, openIncidents } from './minute.ts';
import { removedLines } from './removed-points.ts';
import { isRepeat, readScopes, registeredCounts, repeatLine } from './window.ts';

/** Looks each second for what is due. */
export interface PointsWriter {
  /** Resolves when everything that was due by the time of the call is in the time series, or has failed. */
  idle(): Promise<void>;
  /** Ends after the write that is running; what is due stays in the database. */
  close(): Promise<void>;
}

export interface PointsWriterOptions {
  readonly database: Kysely<DispatchTables>;
  readonly series: SeriesWriter;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1_000;
const RETRY_MS = 5_000;
const INCIDENTS_A_WRITE = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WINDOW_MS = 30 * 24 * HOUR_MS;

type Due = readonly { readonly incidentId: string; readonly revision: number; readonly incident: Incident }[];

const readDue = async (db: Kysely<DispatchTables>): Promise<Due> => {
  const rows = await db
    .selectFrom('incident_point as p')
    .innerJoin('incident as i', 'i.incident_id', 'p.incident_id')
    .select(['p.incident_id', 'p.revision', 'i.document'])
    .limit(INCIDENTS_A_WRITE)
    .execute();
  return rows.map((row) => ({
    incidentId: row.incident_id,
    revision: row.revision,
    incident: JSON.parse(row.document) as Incident,
  }));
};

/** Strikes out what was written; a revision that came meanwhile stays due. */
const strike = async (db: Kysely<DispatchTables>, due: Due): Promise<void> => {
  for (const { incidentId, revision } of due)
    await db
      .deleteFrom('incident_point')
      .where('incident_id', '=', incidentId)
      .where('revision', '=', revision)
      .execute();
};

class Writer implements PointsWriter {
  readonly #options: PointsWriterOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #again = false;
  #isClosed = false;
  #notBeforeMs = 0;
  #minute = 0;
  #hour = 0;
  #registered = '';
  #hasNewRescue = false;
  #isPrepared = false;

  constructor(options: PointsWriterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#wake(), LOOK_EVERY_MS);
    this.#wake();
  }

  #wake(): void {
    if (this.#isClosed) return;
    this.#again = true;
    this.#running ??= this.#run();
  }

  async idle(): Promise<void> {
    this.#notBeforeMs = 0;
    this.#wake();
    await this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#isClosed && performance.now() >= this.#notBeforeMs) {
      this.#again = false;
      try {
        await this.#writeDue();
        await this.#writeClocked();
      } catch (error) {
        this.#notBeforeMs = performance.now() + RETRY_MS;
        this.#options.onError(error);
      }
    }
    this.#running = undefined;
  }

  async #write(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const { series, onError } = this.#options;
    if (!this.#isPrepared) await series.prepare();
    this.#isPrepared = true;
    const { refusedPoints, reason } = await series.write(`${lines.join('\n')}\n`);
    // Refused for good: to send it again would not help, to keep silent would not either.
    if (refusedPoints > 0) onError(new RangeError(`the time series refused ${refusedPoints} points: ${reason}`));
  }

  async #writeDue(): Promise<void> {
    const { database } = this.#options;
    for (;;) {
      const due = await readDue(database);
      const lines: string[] = [];
      for (const { incident } of due) {
        lines.push(...(await this.#linesOf(incident)));
        if (incident.kind === 'entrapment') this.#hasNewRescue = true;
      }
      await this.#write(lines);
      await strike(database, due);
      if (due.length < INCIDENTS_A_WRITE || this.#isClosed) return;
    }
  }

  async #linesOf(incident: Incident): Promise<readonly string[]> {
    const { database, nowMs } = this.#options;
    return incidentLines(incident, await placeOf(database, incident), nowMs());
  }

  /**
   * What is written because time has passed: each minute the clocks of live incidents, and the figures of 30 days where an
   * entrapment or the registry has changed since, at least each hour.
   */
  async #writeClocked(): Promise<void> {
    const { database, nowMs } = this.#options;
    const now = nowMs();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute === this.#minute) return;
    const open = await openIncidents(database);
    const lines: string[] = [];
    for (const one of open) if (one.kind === 'entrapment') lines.push(...(await this.#linesOf(one)));
    await this.#write([...lines, await minuteLine(database, open, now)]);
    this.#minute = minute;
    const hour = Math.floor(now / HOUR_MS);
    const registered = await registeredCounts(database);
    if (hour === this.#hour && registered === this.#registered && !this.#hasNewRescue) return;
    // Taken back before the figures are read: what changes meanwhile is the next minute's.
    this.#hasNewRescue = false;
    await this.#write(await this.#figureLines(now)).catch((error: unknown) => {
      this.#hasNewRescue = true;
      throw error;
    });
    this.#hour = hour;
    this.#registered = registered;
  }

  async #figureLines(now: number): Promise<readonly string[]> {
    const { database } = this.#options;
    const dayStartMs = shanghaiDayStartMs(now);
    const { scopes, counts } = await readScopes(database, { fromMs: now - WINDOW_MS, nowMs: now });
    const lines = scopes.map((scope) => figureLine(scope, dayStartMs));
    lines.push(...(await removedLines(database, now - WINDOW_MS)));
    for (const one of counts.filter(isRepeat))
      lines.push(repeatLine(one, await placeOfLift(database, one.liftId), dayStartMs));
    return lines;
  }
}

/**
 * Starts the writer of what dispatch knows into the time series: incidents and rescues as they change, how dispatch is
 * each minute, the figures of 30 days when they change and each hour. A time series that is down delays nothing: what is due waits in the
 * database, one row per incident.
 */
export const startPointsWriter = (options: PointsWriterOptions): PointsWriter => new Writer(options);
