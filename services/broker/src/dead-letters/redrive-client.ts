import { BrokerError } from '../errors.ts';
import { redriveLine } from './redrive-handler.ts';
import { readToken } from './token.ts';

export interface RedriveLine {
  readonly terminal: string;
  readonly topic: string;
  readonly outcome: 'redriven' | 'still-refused';
  readonly message?: string | undefined;
}

/** Between two outcomes a commit passes, no more. */
const TIMEOUT_MS = 600_000;

/**
 * Has the running broker re-drive dead letters.
 * @param of `url` of its HTTP side; `tokenFile` as the broker has it
 * @throws {BrokerError} LIFT_BROKER_REDRIVE_REFUSED, LIFT_BROKER_TOKEN_UNREADABLE
 */
export const redriveThroughBroker = async function* (of: {
  readonly url: string;
  readonly tokenFile: string;
  readonly terminalId?: string;
}): AsyncGenerator<RedriveLine> {
  const address = `${of.url}/dead-letters/redrive`;
  const refused = (why: string, cause?: unknown) =>
    new BrokerError('LIFT_BROKER_REDRIVE_REFUSED', `${address}: ${why}`, cause);
  const response = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${readToken(of.tokenFile)}`, 'content-type': 'application/json' },
    body: JSON.stringify(of.terminalId === undefined ? {} : { terminalId: of.terminalId }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw refused('the broker does not answer there: name its HTTP port', error);
  });
  if (!response.ok || !response.body) throw refused(`status ${response.status}: ${await response.text()}`);
  let rest = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield redriveLine.parse(JSON.parse(line));
  }
};
