import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { InfraError } from '../errors.ts';

/** Below Linux's range for outgoing connections (32768 and up), so that no client socket takes a port before its server does. */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const ATTEMPTS = 200;

const handedOut = new Set<number>();

const canListen = async (port: number): Promise<boolean> => {
  const probe = createServer();
  const outcome = Promise.race([once(probe, 'listening').then(() => true), once(probe, 'error').then(() => false)]);
  probe.listen({ port, host: '0.0.0.0', exclusive: true });
  const free = await outcome;
  if (free) {
    probe.close();
    await once(probe, 'close');
  }
  return free;
};

/**
 * A TCP port on loopback that nobody listened on a moment ago, never handed out twice by this process. Another program may still
 * take it first: whoever starts a server checks that the listener is its own (see `waitForOwnListener`).
 * @throws LIFT_INFRA_PORT_TAKEN when no free port is found
 */
export const freeLoopbackPort = async (): Promise<number> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (!handedOut.has(port) && (await canListen(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new InfraError(
    'LIFT_INFRA_PORT_TAKEN',
    `no free port between ${LOWEST} and ${HIGHEST} after ${ATTEMPTS} tries; end other servers`,
  );
};
