import type { Incident } from '@liftwatch/schemas';

/** So many are asked for at once; a storm of more than MANY is read with everything else instead. */
const AT_ONCE = 8;
const MANY = 200;

/** Reads incidents of which nothing was told but that they have changed. */
export interface ToldIncidents {
  /** This one has changed; told again while it waits, it is read once. */
  add(incidentId: string): void;
  /** Resolves when what was told is read. */
  idle(): Promise<void>;
}

/**
 * dispatch's stream tells which incident has changed and where it stands now, not the whole of it, which the page shows.
 *
 * @param read the whole incident; undefined: it is gone
 */
export const openToldIncidents = (
  read: (incidentId: string) => Promise<Incident | undefined>,
  on: { readonly incident: (incident: Incident) => void; readonly readAllInstead: (reason?: unknown) => void },
): ToldIncidents => {
  const told = new Set<string>();
  let running: Promise<void> | undefined;
  const readTold = async (): Promise<void> => {
    while (told.size > 0) {
      if (told.size > MANY) {
        told.clear();
        on.readAllInstead();
        return;
      }
      const ids = [...told].slice(0, AT_ONCE);
      for (const id of ids) told.delete(id);
      for (const incident of await Promise.all(ids.map(read))) if (incident) on.incident(incident);
    }
  };
  const run = async (): Promise<void> => {
    try {
      await readTold();
    } catch (error) {
      told.clear();
      on.readAllInstead(error);
    }
    running = undefined;
  };
  return {
    add(incidentId) {
      told.add(incidentId);
      running ??= run();
    },
    idle: () => running ?? Promise.resolve(),
  };
};
