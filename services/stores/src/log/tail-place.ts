import type { LogEntry } from './record.ts';
import type { EntryRow } from './segment.ts';
import { LogTail } from './tail.ts';

/** A log's newest entries as its readers see them; see {@link LogTail}. */
export interface RecentEntries {
  head(partition: number): number | undefined;
  after(partition: number, position: number, limit: number): readonly LogEntry[] | undefined;
}

/** Who is told of each commit beside the readers here. */
export interface TailFollower {
  committed(rows: readonly EntryRow[]): void;
  headsLost(): void;
  writerLeft(): void;
}

/** Where the writer and the readers of one log meet in a thread. */
interface Place {
  recent: RecentEntries | undefined;
  /** Of the writer, while it is in this thread. */
  partitions: number;
  readonly followers: Set<TailFollower>;
  readers: number;
}

const places = new Map<string, Place>();

const placeOf = (path: string): Place => {
  const known = places.get(path);
  if (known) return known;
  const place: Place = { recent: undefined, partitions: 0, followers: new Set(), readers: 0 };
  places.set(path, place);
  return place;
};

const forgetIfUnused = (path: string, place: Place): void => {
  if (place.recent === undefined && place.readers === 0 && place.followers.size === 0) places.delete(path);
};

/** Makes `recent` what the readers of this thread find by the log's real path. Returns how to leave. */
export const showRecent = (path: string, recent: (isRead: () => boolean) => RecentEntries): (() => void) => {
  const place = placeOf(path);
  place.recent = recent(() => place.readers > 0);
  return () => {
    place.recent = undefined;
    forgetIfUnused(path, place);
  };
};

/** The writer's side of a place. */
export interface TailKeeping {
  /** After the commit that made the rows durable. `entryOf`: the entry of a row, for readers in this thread. */
  committed(rows: readonly EntryRow[], entryOf: (row: EntryRow) => LogEntry): void;
  /** What was appended may be in the log, or not. */
  headsLost(): void;
  leave(): void;
}

export const keepTail = (
  path: string,
  { heads, keptBytes }: { readonly heads: readonly number[]; readonly keptBytes: number },
): TailKeeping => {
  const place = placeOf(path);
  const tail = new LogTail<LogEntry>(heads, { keptBytes, isRead: () => place.readers > 0 });
  place.partitions = heads.length;
  const leave = showRecent(path, () => tail);
  return {
    committed: (rows, entryOf) => {
      for (const row of rows) tail.add(row.partition, row.position, { entry: entryOf(row), bytes: row.records.length });
      for (const follower of place.followers) follower.committed(rows);
    },
    headsLost: () => {
      tail.loseHeads();
      for (const follower of place.followers) follower.headsLost();
    },
    leave: () => {
      place.partitions = 0;
      for (const follower of [...place.followers]) follower.writerLeft();
      leave();
    },
  };
};

/** Follows the writer that is in this thread. Returns its partitions, and how to stop. */
export const followTail = (path: string, follower: TailFollower): { readonly partitions: number; stop(): void } => {
  const place = placeOf(path);
  if (place.partitions === 0) throw new RangeError(`${path} has no writer in this thread: open it first`);
  place.followers.add(follower);
  return {
    partitions: place.partitions,
    stop: () => {
      place.followers.delete(follower);
      forgetIfUnused(path, place);
    },
  };
};

/** A reader's side. `recent`: of the writer that is open now, here or where this thread is fed from. */
export interface TailReading {
  readonly recent: RecentEntries | undefined;
  leave(): void;
}

export const readTail = (path: string): TailReading => {
  const place = placeOf(path);
  place.readers++;
  let hasLeft = false;
  return {
    get recent() {
      return hasLeft ? undefined : place.recent;
    },
    leave: () => {
      if (hasLeft) return;
      hasLeft = true;
      place.readers--;
      forgetIfUnused(path, place);
    },
  };
};
