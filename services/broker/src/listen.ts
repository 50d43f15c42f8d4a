import type { Server } from 'node:net';
import { BrokerError } from './errors.ts';

/** Listens and returns the port. @throws {BrokerError} LIFT_BROKER_LISTEN_FAILED */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new BrokerError(
          'LIFT_BROKER_LISTEN_FAILED',
          `cannot listen on ${host}:${port}: free the port or choose another`,
          cause,
        ),
      );
    server.once('error', fail);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', fail);
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else fail(address);
    });
  });
