import { LogTail } from './tail.ts';

/** Where the writer and the readers of one log meet in a process. */
interface Place {
  tail: LogTail | undefined;
  readers: number;
}

const places = new Map<string, Place>();

const placeOf = (path: string): Place => {
  const known = places.get(path);
  if (known) return known;
  const place: Place = { tail: undefined, readers: 0 };
  places.set(path, place);
  return place;
};

const forgetIfUnused = (path: string, place: Place): void => {
  if (place.tail === undefined && place.readers === 0) places.delete(path);
};

/** The writer's side: a tail that readers in this process find by the log's real path, until it leaves. */
export const keepTail = (
  path: string,
  { heads, keptBytes }: { readonly heads: readonly number[]; readonly keptBytes: number },
): { readonly tail: LogTail; leave(): void } => {
  const place = placeOf(path);
  const tail = new LogTail(heads, { keptBytes, isRead: () => place.readers > 0 });
  place.tail = tail;
  return {
    tail,
    leave: () => {
      place.tail = undefined;
      forgetIfUnused(path, place);
    },
  };
};

/** A reader's side. `tail`: of the writer that is open in this process now. */
export interface TailReading {
  readonly tail: LogTail | undefined;
  leave(): void;
}

export const readTail = (path: string): TailReading => {
  const place = placeOf(path);
  place.readers++;
  let hasLeft = false;
  return {
    get tail() {
      return hasLeft ? undefined : place.tail;
    },
    leave: () => {
      if (hasLeft) return;
      hasLeft = true;
      place.readers--;
      forgetIfUnused(path, place);
    },
  };
};
