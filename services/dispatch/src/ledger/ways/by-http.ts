import { DispatchError } from '../../errors.ts';
import type { HeadWay } from './way.ts';

const SEND_TIMEOUT_MS = 10_000;

/** POSTs the head; what is not answered 2xx has not arrived. */
export const byHttp = (url: string): HeadWay => ({
  name: 'http',
  async send({ jws }) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jose' },
      body: jws,
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const problem = `the ledger's head was answered ${response.status} by its address`;
    throw new DispatchError('LIFT_DISPATCH_INTERNAL', problem, { recoverable: true });
  },
});
