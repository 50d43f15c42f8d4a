import { STUCK_MS } from './admission/pressure.ts';
import type { Connection } from './admission/connection.ts';
import { keepAlive } from './mqtt.ts';
import type { SessionEntries } from './sessions/session-entries.ts';

const logPause = (sessions: SessionEntries, connection: Connection, session: 'paused' | 'resumed'): void => {
  connection.isPauseLogged = session === 'paused';
  sessions.write(connection, session);
};

/** Looks at every connection: one that has not been read for long is written into the log as paused, or closed. */
export const checkPauses = (
  connections: Iterable<Connection>,
  by: {
    readonly nowMs: number;
    readonly closeMs: number;
    readonly sessions: SessionEntries;
    readonly close: (connection: Connection) => void;
  },
): void => {
  const { nowMs, closeMs, sessions, close } = by;
  for (const connection of connections) {
    const isPaused = connection.pauseCause !== undefined;
    const pausedMs = isPaused ? nowMs - connection.pausedSinceMs : 0;
    // A client that we do not read cannot show that it is alive.
    if (isPaused && connection.client) keepAlive(connection.client, connection, nowMs);
    if (isPaused && connection.pauseCause !== 'rate' && pausedMs >= closeMs) close(connection);
    else if (pausedMs >= STUCK_MS && !connection.isPauseLogged) logPause(sessions, connection, 'paused');
    else if (!isPaused && connection.isPauseLogged) logPause(sessions, connection, 'resumed');
  }
};
