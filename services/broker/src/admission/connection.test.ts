import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { Connection, type ConnectionHost, type PauseCause } from './connection.ts';

test('who does not read the answers is read no further until he does', async () => {
  const taken: (() => void)[] = [];
  const socket = new Duplex({
    highWaterMark: 8,
    read: () => undefined,
    write: (_chunk, _encoding, done) => void taken.push(done),
  });
  const pauses: PauseCause[] = [];
  const host = {
    partitions: 1,
    unansweredLimit: 64,
    monotonicMs: () => 0,
    intakePause: () => undefined,
    onPassing: () => undefined,
    onPaused: (_connection: Connection, cause: PauseCause) => void pauses.push(cause),
  };
  const limits = { packetBytes: 1_000, packetCloseBytes: 1_000 };
  const connection = new Connection(socket as Socket, host as unknown as ConnectionHost, limits);
  expect(connection.mayPublish(1)).toBe(true);
  socket.write(Buffer.alloc(8));
  expect(connection.mayPublish(1)).toBe(false);
  expect(connection.pauseCause).toBe('unread');
  const reopened = new Promise((resolve) => socket.once('readable', () => resolve(undefined)));
  taken[0]?.();
  await reopened;
  expect(connection.mayPublish(1)).toBe(true);
  expect(connection.pauseCause).toBeUndefined();
  expect(pauses).toEqual(['unread']);
});
