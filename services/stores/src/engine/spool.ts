import type { DatabaseSync } from 'node:sqlite';
import type { EngineCommit, PointClass, SpoolBatch } from './port.ts';

export interface SpoolLimits {
  readonly maxPoints: number;
  readonly maxBytes: number;
}

const CLASSES: readonly PointClass[] = ['fault', 'telemetry'];
const PEEK_ROWS = 2_000;

interface SpoolRow {
  id: number;
  count: number;
  bytes: number;
  lines: Uint8Array;
}

/** The spool of points in the engine's file. Its methods that write run inside the engine store's transaction. */
export class Spool {
  readonly #db: DatabaseSync;
  readonly #limits: SpoolLimits;
  readonly #insert;
  readonly #oldest;
  readonly #delete;
  points = 0;
  bytes = 0;
  droppedTelemetryPoints = 0;

  constructor(db: DatabaseSync, limits: SpoolLimits) {
    this.#db = db;
    this.#limits = limits;
    this.#insert = db.prepare('INSERT INTO spool (class, count, bytes, lines) VALUES (?, ?, ?, CAST(? AS TEXT))');
    this.#oldest = db.prepare("SELECT id FROM spool WHERE class = 'telemetry' ORDER BY id LIMIT 1");
    this.#delete = db.prepare('DELETE FROM spool WHERE id = ? RETURNING count, bytes');
    this.recount();
  }

  /** Takes the numbers from the file: at opening, and after a transaction that was rolled back. */
  recount(): void {
    const sums = this.#db.prepare('SELECT total(count) AS points, total(bytes) AS bytes FROM spool').get() as {
      points: number;
      bytes: number;
    };
    const { dropped } = this.#db.prepare('SELECT dropped FROM spool_loss').get() as { dropped: number };
    this.points = sums.points;
    this.bytes = sums.bytes;
    this.droppedTelemetryPoints = dropped;
  }

  add(points: EngineCommit['points']): void {
    for (const pointClass of CLASSES) {
      const batch = points[pointClass];
      if (!batch || batch.count === 0) continue;
      const bytes = Buffer.byteLength(batch.lines);
      this.#insert.run(pointClass, batch.count, bytes, batch.lines);
      this.points += batch.count;
      this.bytes += bytes;
    }
    if (this.#isFull()) this.#makeRoom();
  }

  #isFull(): boolean {
    return this.points > this.#limits.maxPoints || this.bytes > this.#limits.maxBytes;
  }

  #makeRoom(): void {
    let lost = 0;
    while (this.#isFull()) {
      const oldest = this.#oldest.get() as { id: number } | undefined;
      if (!oldest) break;
      lost += this.remove(oldest.id);
    }
    if (lost === 0) return;
    this.#db.prepare('UPDATE spool_loss SET dropped = dropped + ?').run(lost);
    this.droppedTelemetryPoints += lost;
  }

  /** Count of points of the batch; 0 when it is gone already. */
  remove(id: number): number {
    const row = this.#delete.get(id) as { count: number; bytes: number } | undefined;
    if (!row) return 0;
    this.points -= row.count;
    this.bytes -= row.bytes;
    return row.count;
  }

  peek(maxPoints: number): readonly SpoolBatch[] {
    const batches: SpoolBatch[] = [];
    let points = 0;
    for (const pointClass of CLASSES) {
      const rows = this.#db
        .prepare('SELECT id, count, CAST(lines AS BLOB) AS lines FROM spool WHERE class = ? ORDER BY id LIMIT ?')
        .iterate(pointClass, PEEK_ROWS) as unknown as Iterable<SpoolRow>;
      for (const { id, count, lines } of rows) {
        if (batches.length > 0 && points + count > maxPoints) return batches;
        batches.push({ id, pointClass, count, lines });
        points += count;
      }
    }
    return batches;
  }
}
